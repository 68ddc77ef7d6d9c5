// The forms of a user: making one, and changing one. What is changed in the work of an agent is sent as the differences.
import Button from "@cloudscape-design/components/button";
import { useState } from "react";
import { run_steps, type Step } from "../api.ts";
import { Danger } from "../blocks/Confirm.tsx";
import { Editor } from "../blocks/Editor.tsx";
import { ChannelsField, ChecksField, ChoiceField, Group, TextField } from "../blocks/fields.tsx";
import { errors_of, type Form, number_error, same } from "../blocks/form.ts";
import { Ready } from "../blocks/ListPage.tsx";
import type { SecretText } from "../blocks/Secret.tsx";
import { CHANNEL_WORDS, CHANNELS, channels_error } from "../channels.ts";
import { useAdmin } from "../context.ts";
import { first_password } from "../password.ts";
import { full_name, ROLE_WORDS, type Role, type User } from "../people.ts";
import { useAsync } from "../use_async.ts";
import { limits_error, username_error, type Work, type WorkValue, work_changes, work_of } from "../work.ts";
import type { Known } from "./users.tsx";

const BACK = "#/users";
const ROLES = Object.entries(ROLE_WORDS).map(([value, label]) => ({ value, label }));
const WRAPUP_MAX = 2_000_000;

interface SharedProps {
  known: Known;
  reload: () => Promise<void>;
  show: (secret: SecretText) => void;
}

const options_of = (names: readonly string[]) => names.map((name) => ({ value: name, label: name }));
const group_options = (names: readonly string[]) => [{ value: "", label: "None" }, ...options_of(names)];

function secret_of(username: string, password: string): SecretText {
  const text = "Give it to the user. It is not shown again; at the first sign-in another one must be chosen.";
  return {
    title: `First password of ${username}`,
    text,
    parts: [
      { label: "User name", value: username },
      { label: "Password", value: password },
    ],
  };
}

/** Names, role, profile and groups: what both forms have. */
interface Person {
  firstName: string;
  lastName: string;
  role: string;
  profile: string;
  group: string;
  supervises: string[];
}

function PersonFields<T extends Person>({ form, known, itself }: { form: Form<T>; known: Known; itself: boolean }) {
  const person = form as unknown as Form<Person>;
  return (
    <>
      <div className="pair">
        <TextField form={person} name="firstName" label="First name" optional />
        <TextField form={person} name="lastName" label="Last name" optional />
      </div>
      <ChoiceField
        form={person}
        name="role"
        label="Role"
        options={ROLES}
        disabled={itself}
        hint={
          itself
            ? "Your own role is changed by another administrator."
            : "Supervisors see the board; administrators also this page."
        }
      />
      <ChoiceField form={person} name="profile" label="Routing profile" options={options_of(known.profiles)} />
      <ChoiceField form={person} name="group" label="Group" options={group_options(known.groups)} />
      {person.value.role === "supervisor" && (
        <ChecksField
          form={person}
          name="supervises"
          label="Supervises"
          hint="Counts where the policy binds supervisors to groups."
          options={options_of(known.groups)}
          none="There are no groups."
        />
      )}
    </>
  );
}

const MEMBERS = {
  username: ["username", "user name", "There is a user"],
  password: ["password"],
  firstName: ["firstName"],
  lastName: ["lastName"],
  role: ["role"],
  profile: ["routingProfile", "routing profile"],
  group: ["group"],
  supervises: ["supervises"],
};

export function NewUser({ known, reload, show }: SharedProps) {
  const { api } = useAdmin();
  const start = {
    username: "",
    firstName: "",
    lastName: "",
    role: "agent",
    profile: known.profiles[0] ?? "",
    group: known.groups.length === 1 ? (known.groups[0] ?? "") : "",
    supervises: [] as string[],
  };
  return (
    <Editor
      title="Create user"
      lead="A first password is drawn and shown to you once."
      start={start}
      check={({ username, profile }) =>
        errors_of({
          username: username_error(username.trim()),
          profile: profile ? "" : "Create a routing profile first.",
        })
      }
      members={MEMBERS}
      back={BACK}
      saved={reload}
      asks_why
      save_label="Create"
      save={async (value, why) => {
        const { firstName, lastName, role, group, supervises } = value;
        const username = value.username.trim();
        const password = first_password();
        await api.run("user_add", {
          username,
          role,
          firstName,
          lastName,
          password,
          mustChange: true,
          routingProfile: value.profile,
          ...(group ? { group } : {}),
          ...(role === "supervisor" && supervises.length ? { supervises } : {}),
          ...why,
        });
        show(secret_of(username, password));
        return `${username} was created.`;
      }}
    >
      {(form) => (
        <>
          <TextField
            form={form}
            name="username"
            label="User name"
            hint="Letters, digits and _ - . @. Cannot be changed."
          />
          <PersonFields form={form} known={known} itself={false} />
        </>
      )}
    </Editor>
  );
}

export function UserDrawer({ user, ...shared }: SharedProps & { user: User }) {
  const { api } = useAdmin();
  const shown = useAsync(() => api.run<{ user: User & Work }>("user_show", { username: user.username }), user.id);
  return <Ready loaded={shown}>{(found) => <UserForm user={user} work={found.user} {...shared} />}</Ready>;
}

function UserForm({ user, work, known, reload, show }: SharedProps & { user: User; work: Work }) {
  const { api, session } = useAdmin();
  const { username } = user;
  const itself = session.user.id === user.id;
  const start = {
    firstName: user.firstName,
    lastName: user.lastName,
    role: user.role as string,
    profile: user.routingProfile,
    group: user.group,
    supervises: user.supervises,
    ...work_of(work),
  };
  type Value = typeof start;

  const steps = (value: Value, why: object): (Step | false)[] => {
    const { firstName, lastName, group, supervises } = value;
    const set = {
      ...(firstName !== start.firstName || lastName !== start.lastName ? { firstName, lastName } : {}),
      ...(value.profile !== start.profile && { routingProfile: value.profile }),
      ...work_changes(value, start),
    };
    const groups = {
      ...(group !== start.group && { group }),
      ...(!same(supervises, start.supervises) && { supervises: supervises.length ? supervises : [""] }),
    };
    const step = (what: string, request: string, members: object) => ({
      what,
      run: () => api.run(request, { username, ...members, ...why }),
    });
    return [
      value.role !== start.role && step("the role", "user_role", { role: value.role }),
      Object.keys(set).length > 0 && step("names and work", "user_set", set),
      Object.keys(groups).length > 0 && step("groups", "user_groups", groups),
    ];
  };
  return (
    <Editor
      title={username}
      lead={`${full_name(user) || "No name"}, ${ROLE_WORDS[user.role as Role].toLowerCase()}${user.enabled ? "" : ", may not sign in"}`}
      start={start}
      check={({ wrapup, offer, limits, total, blends }) =>
        errors_of({
          wrapup: channels_error(wrapup, 0, WRAPUP_MAX, true),
          offer: number_error(offer, 15, 60, true),
          limits: limits_error(limits),
          total: number_error(total, 0, 6, true),
          blends: CHANNELS.map((channel) => channels_error(blends[channel], 0, 6, true)).find(Boolean) ?? "",
        })
      }
      members={{
        ...MEMBERS,
        wrapup: ["wrapUp", "wrap-up"],
        offer: ["offerTime", "offer time"],
        limits: ["limits", "limit"],
        blends: ["blend"],
      }}
      back={BACK}
      saved={reload}
      asks_why
      save={async (value, why) => {
        await run_steps(steps(value, why));
        return `${username} was saved.`;
      }}
      more={<UserActions user={user} itself={itself} reload={reload} show={show} />}
    >
      {(form) => (
        <>
          <PersonFields form={form} known={known} itself={itself} />
          <ChannelsField
            form={form}
            name="wrapup"
            label="Wrap-up"
            unit="seconds"
            hint={
              session.centre.model === "vcc"
                ? "0: none. A queue's own time goes before it."
                : "0: until the agent clears it. A queue's own time goes before it."
            }
          />
          <ChecksField
            form={form}
            name="accepts"
            label="Accepts by itself"
            options={CHANNELS.map((channel) => ({ value: channel, label: CHANNEL_WORDS[channel] }))}
            none=""
          />
          <Limits form={form} />
        </>
      )}
    </Editor>
  );
}

function Limits<T extends WorkValue>({ form }: { form: Form<T> }) {
  const work = form as unknown as Form<WorkValue>;
  const { limits, total, offer, blends } = work.value;
  const some = JSON.stringify([limits, total, offer, blends]).match(/\d/);
  const [open, set_open] = useState(Boolean(some));
  if (!open && !work.errors.limits && !work.errors.blends && !work.errors.offer && !work.errors.total)
    return (
      <div>
        <Button formAction="none" onClick={() => set_open(true)}>
          Set limits of its own
        </Button>
      </div>
    );
  return (
    <>
      <ChannelsField
        form={work}
        name="limits"
        label="Contacts at a time"
        placeholder="Profile"
        hint="Empty: as the routing profile says."
      />
      <div className="pair">
        <TextField form={work} name="total" label="In all" type="number" placeholder="Profile" optional />
        <TextField
          form={work}
          name="offer"
          label="Seconds to accept"
          type="number"
          placeholder="Queue"
          hint="15 to 60."
          optional
        />
      </div>
      <Group
        label="While busy"
        hint="How many others may be offered to somebody who has such a contact. Empty: as the profile says."
        error={work.errors.blends}
      >
        {CHANNELS.map((channel) => (
          <ChannelsField
            key={channel}
            form={{
              value: { own: blends[channel] },
              put: (part) => work.put({ blends: { ...blends, ...(part.own ? { [channel]: part.own } : {}) } }),
              errors: {},
            }}
            name="own"
            label={`On ${CHANNEL_WORDS[channel].toLowerCase()}`}
            placeholder="Profile"
          />
        ))}
      </Group>
    </>
  );
}

interface ActionsProps {
  user: User;
  itself: boolean;
  reload: () => Promise<void>;
  show: (secret: SecretText) => void;
}

function UserActions({ user, itself, reload, show }: ActionsProps) {
  const { api, flash } = useAdmin();
  const { username, enabled } = user;
  const reset = async () => {
    const password = first_password();
    await api.run("user_password", { username, password, mustChange: true });
    show(secret_of(username, password));
    await reload();
  };
  const turn = async () => {
    await api.run(enabled ? "user_disable" : "user_enable", { username });
    await reload();
    flash(`${username} may ${enabled ? "not sign in any more" : "sign in again"}.`);
  };
  return (
    <div className="buttons">
      <Danger
        label="Reset password"
        title={`Reset the password of ${username}?`}
        text="A new one is drawn and shown to you once. The user is signed out everywhere."
        action="Reset"
        run={reset}
      />
      {!itself && enabled && (
        <Danger
          label="Disable"
          title={`Disable ${username}?`}
          text="The user is signed out and cannot sign in. Everything else stays, and you can enable the user again."
          action="Disable"
          run={turn}
        />
      )}
      {!enabled && <Button onClick={() => void turn().catch((error: Error) => flash(error.message))}>Enable</Button>}
      <Button href={`#/erasure?username=${encodeURIComponent(username)}`}>Erase…</Button>
    </div>
  );
}
