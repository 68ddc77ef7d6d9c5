// Lengths, ranges and patterns, which the npm packages do not carry: read from the model that Debian's awscli brings. It must not copy them.
//
// That model is older than the SDKs': what it does not know has no bounds here. A place in it is the name of one of its shapes, or undefined.
import { readFileSync } from "node:fs";

const PLACES = ["/usr/lib/python3/dist-packages/awscli/botocore/data", "/usr/lib/python3/dist-packages/botocore/data"];
const FILES = { connect: "connect/2017-08-08/service-2.json", participant: "connectparticipant/2018-09-07/service-2.json" };

function load(file) {
  for (const place of PLACES) {
    try {
      return JSON.parse(readFileSync(`${place}/${file}`, "utf8"));
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
    }
  }
  return undefined;
}

export const older = { connect: load(FILES.connect), participant: load(FILES.participant) };

export const knowsOperation = (service, name) => older[service]?.operations[name] !== undefined;
export const inputPlace = (service, name) => older[service]?.operations[name]?.input?.shape;

// Where the SDKs' model has other bounds by now.
const CHANGED = {
  AgentFirstName: { min: 0, max: 255 },
  AgentLastName: { min: 0, max: 300 },
  Channels: { max: 4 },
  Name: { min: 0, max: 1024 },
  QuickConnectTypes: { max: 4 },
};
const MOVED = { "SearchQueuesRequest.MaxResults": "MaxResult500", "SearchRoutingProfilesRequest.MaxResults": "MaxResult500", "SearchUsersRequest.MaxResults": "MaxResult500" };

const shapeAt = (service, place) => older[service]?.shapes[place];
export const memberPlace = (service, place, name) => MOVED[`${place}.${name}`] ?? shapeAt(service, place)?.members?.[name]?.shape;
export const itemPlace = (service, place) => shapeAt(service, place)?.member?.shape;
export const valuePlace = (service, place) => shapeAt(service, place)?.value?.shape;

// {min, max, pattern} of a place; empty where nothing is known.
export function boundsOf(service, place) {
  const { min, max, pattern } = { ...shapeAt(service, place), ...(service === "connect" ? CHANGED[place] : {}) };
  return { min, max, pattern };
}

export const requiredAt = (service, place) => shapeAt(service, place)?.required ?? [];
