// Names of objects as the vendor writes them (ARNs), and back. Pure; it knows no object.
//
//   arn:aws:connect:us-east-1:000000000000:instance/CENTRE/agent-state/ID       as edge/api names them too

const PARTITION = "arn:aws:connect:us-east-1:000000000000";

export type ArnKind = "agent" | "agent-state" | "routing-profile" | "queue" | "transfer-destination" | "contact";

export const REGION = "us-east-1";

export function instance_arn(centre: string): string {
  return `${PARTITION}:instance/${centre}`;
}

export function arn(centre: string, kind: ArnKind, id: string): string {
  return `${instance_arn(centre)}/${kind}/${id}`;
}

/** The agent's own queue; the embedding library finds the agent's id in it. */
export function personal_queue_arn(centre: string, agent: string): string {
  return `${instance_arn(centre)}/queue/agent/${agent}`;
}

/** The last part of a name, if it is one of this kind and centre; else null. */
export function id_of(text: unknown, centre: string, kind: ArnKind): string | null {
  const prefix = `${instance_arn(centre)}/${kind}/`;
  if (typeof text !== "string" || !text.startsWith(prefix)) return null;
  const id = text.slice(prefix.length);
  return id !== "" && !id.includes("/") ? id : null;
}
