// Routing profiles: which queues their agents serve, in which order, and how much at a time. It must not route anything.
import Button from "@cloudscape-design/components/button";
import { Notice } from "../../ui/Notice.tsx";
import { type Api, run_steps, type Step } from "../api.ts";
import { Danger } from "../blocks/Confirm.tsx";
import { Editor } from "../blocks/Editor.tsx";
import { ChannelsField, ChoiceField, Group, TextField } from "../blocks/fields.tsx";
import { errors_of, type Form, number_error, REQUIRED, same, whole_number } from "../blocks/form.ts";
import { ListPage, Ready } from "../blocks/ListPage.tsx";
import { CHANNEL_WORDS, CHANNELS, type Channel, type PerChannel } from "../channels.ts";
import { useAdmin } from "../context.ts";
import { go } from "../guard.ts";
import type { SectionProps } from "../sections.ts";
import {
  type Concurrency,
  config_of,
  lines_error,
  type Served,
  type ServedLine,
  served_changes,
  served_of,
  slots_of,
} from "../served.ts";
import { useAsync } from "../use_async.ts";
import { load_queues, type Queue } from "./queues.tsx";

export interface Profile {
  RoutingProfileId: string;
  Name: string;
  Description?: string;
  DefaultOutboundQueueId?: string;
  NumberOfAssociatedUsers?: number;
  AgentAvailabilityTimer?: string;
  MediaConcurrencies: Concurrency[];
}

const BACK = "#/profiles";
const ANY = "ROUTE_ANY_CHANNEL";
const ONLY = "ROUTE_CURRENT_CHANNEL_ONLY";
const CROSS = [
  { value: ONLY, label: "Only more of the same channel" },
  { value: ANY, label: "Any channel" },
];
const TIMERS = [
  { value: "TIME_SINCE_LAST_ACTIVITY", label: "Since their last contact of any kind" },
  { value: "TIME_SINCE_LAST_INBOUND", label: "Since their last inbound contact" },
];

async function load(api: Api) {
  const [profiles, queues] = await Promise.all([
    api.search<Profile>("search-routing-profiles", "RoutingProfiles"),
    load_queues(api),
  ]);
  return { profiles, queues };
}

export function Profiles({ rest }: SectionProps) {
  const { api } = useAdmin();
  const loaded = useAsync(() => load(api));
  const open = rest[0] ?? null;
  const rows = loaded.value?.profiles ?? [];
  const chosen = rows.find((row) => row.RoutingProfileId === open);
  const slots = (row: Profile) =>
    CHANNELS.map((channel) => [CHANNEL_WORDS[channel], slots_of(row.MediaConcurrencies)[channel]])
      .filter(([, count]) => count)
      .map(([words, count]) => `${words} ${count}`)
      .join(", ");
  return (
    <ListPage
      title="Routing profiles"
      lead="What an agent is offered: which queues, in which order, how much at a time."
      create={{ label: "Create routing profile", href: `${BACK}/new` }}
      loaded={loaded}
      rows={rows}
      id_of={(row) => row.RoutingProfileId}
      href={(row) => `${BACK}/${row.RoutingProfileId}`}
      open={open}
      words={(row) => `${row.Name} ${row.Description ?? ""}`}
      empty={{ title: "No routing profiles", text: "Create one: every agent needs one to be offered anything." }}
      columns={[
        { label: "Name", cell: (row) => row.Name },
        { label: "At a time", cell: slots, wide: true },
        { label: "Agents", cell: (row) => row.NumberOfAssociatedUsers ?? 0 },
      ]}
      drawer={
        loaded.value &&
        (open === "new" || chosen) && (
          <ProfileDrawer key={open} profile={chosen} queues={loaded.value.queues} reload={loaded.reload} />
        )
      }
    />
  );
}

interface DrawerProps {
  profile: Profile | undefined;
  queues: readonly Queue[];
  reload: () => Promise<void>;
}

function ProfileDrawer({ profile, queues, reload }: DrawerProps) {
  const { api } = useAdmin();
  const served = useAsync(async () => {
    if (!profile) return [];
    const path = `routing-profiles/{I}/${profile.RoutingProfileId}/queues`;
    return api.list<Served>(path, "RoutingProfileQueueConfigSummaryList");
  }, profile?.RoutingProfileId);
  return (
    <Ready loaded={served}>
      {(found) => <ProfileForm profile={profile} queues={queues} reload={reload} served={found} />}
    </Ready>
  );
}

function ProfileForm({ profile, queues, reload, served }: DrawerProps & { served: readonly Served[] }) {
  const { api, around, flash } = useAdmin();
  const first = profile?.MediaConcurrencies[0]?.CrossChannelBehavior?.BehaviorType;
  const start = {
    name: profile?.Name ?? "",
    description: profile?.Description ?? "",
    slots: profile ? slots_of(profile.MediaConcurrencies) : { voice: "1", chat: "2", task: "1" },
    cross: {
      voice: cross_of(profile, "voice", first),
      chat: cross_of(profile, "chat", first),
      task: cross_of(profile, "task", first),
    },
    outbound: profile?.DefaultOutboundQueueId ?? queues[0]?.QueueId ?? "",
    timer: profile?.AgentAvailabilityTimer ?? TIMERS[0]?.value ?? "",
    lines: served.map(({ QueueId, Channel, Priority, Delay }) => ({
      queue: QueueId,
      channel: Channel.toLowerCase() as Channel,
      priority: String(Priority),
      delay: String(Delay),
    })),
  };
  type Value = typeof start;

  const media = ({ slots, cross }: Value) =>
    CHANNELS.filter((channel) => slots[channel].trim()).map((channel) => ({
      Channel: channel.toUpperCase(),
      Concurrency: whole_number(slots[channel]),
      CrossChannelBehavior: { BehaviorType: cross[channel] },
    }));
  const create = async (value: Value) => {
    const configs = served_of(value.lines).map(config_of);
    await api.connect("PUT", "routing-profiles/{I}", {
      Name: value.name.trim(),
      Description: value.description.trim(),
      DefaultOutboundQueueId: value.outbound,
      MediaConcurrencies: media(value),
      AgentAvailabilityTimer: value.timer,
      ...(configs.length ? { QueueConfigs: configs.slice(0, 10) } : {}),
    });
  };
  const change = (value: Value): (Step | false)[] => {
    const post = (what: string, part: string, body: object): Step => ({
      what,
      run: () => api.connect("POST", `routing-profiles/{I}/${profile?.RoutingProfileId}/${part}`, body),
    });
    const { added, changed, taken } = served_changes(served, served_of(value.lines));
    const named = value.name !== start.name || value.description !== start.description;
    const references = taken.map(({ QueueId, Channel }) => ({ QueueId, Channel }));
    return [
      named && post("the name", "name", { Name: value.name.trim(), Description: value.description.trim() }),
      !same(media(value), media(start)) && post("channels", "concurrency", { MediaConcurrencies: media(value) }),
      ...tens(references).map((ten) => post("queues", "disassociate-queues", { QueueReferences: ten })),
      ...tens(changed.map(config_of)).map((ten) => post("queues", "queues", { QueueConfigs: ten })),
      ...tens(added.map(config_of)).map((ten) => post("queues", "associate-queues", { QueueConfigs: ten })),
      value.outbound !== start.outbound &&
        post("the outbound queue", "default-outbound-queue", { DefaultOutboundQueueId: value.outbound }),
      value.timer !== start.timer &&
        post("who is first", "agent-availability-timer", { AgentAvailabilityTimer: value.timer }),
    ];
  };
  const remove = async () => {
    await api.connect("DELETE", `routing-profiles/{I}/${profile?.RoutingProfileId}`);
    await reload();
    flash(`${profile?.Name} was deleted.`);
    go(BACK);
  };
  const slots_error = (slots: PerChannel) => {
    for (const channel of CHANNELS) {
      const error = number_error(slots[channel], 1, around.slotsMax[channel.toUpperCase()] ?? 10, true);
      if (error) return `${CHANNEL_WORDS[channel]}: ${error}`;
    }
    return CHANNELS.some((channel) => slots[channel].trim()) ? "" : "An agent must be able to have something.";
  };
  return (
    <Editor
      title={profile ? profile.Name : "Create routing profile"}
      start={start}
      check={(value) =>
        errors_of({
          name: value.name.trim() ? "" : REQUIRED,
          description: value.description.trim() ? "" : REQUIRED,
          slots: slots_error(value.slots),
          outbound: value.outbound ? "" : "Create a queue first.",
          lines: too_many(value, profile) || lines_error(value.lines, value.slots),
        })
      }
      members={{
        name: ["Name", "name"],
        description: ["Description"],
        slots: ["MediaConcurrencies", "Concurrency"],
        outbound: ["DefaultOutboundQueueId"],
        lines: ["QueueConfigs", "QueueReference", "Priority", "Delay"],
        timer: ["AgentAvailabilityTimer"],
      }}
      back={BACK}
      saved={reload}
      save_label={profile ? "Save" : "Create"}
      save={async (value) => {
        if (profile) await run_steps(change(value));
        else await create(value);
        return `${value.name.trim()} was ${profile ? "saved" : "created"}.`;
      }}
      more={
        profile && (
          <div>
            <Danger
              label="Delete"
              title={`Delete ${profile.Name}?`}
              text="This cannot be undone. A profile with agents stays: give them another one first."
              action="Delete"
              run={remove}
            />
          </div>
        )
      }
    >
      {(form) => (
        <>
          {queues.length === 0 && <Notice kind="warning">A routing profile needs a queue. Create one first.</Notice>}
          <TextField form={form} name="name" label="Name" />
          <TextField form={form} name="description" label="Description" />
          <ChannelsField
            form={form}
            name="slots"
            label="Contacts at a time"
            placeholder="None"
            hint="Empty: nothing of this channel is offered."
          />
          <Cross form={form} />
          <Lines form={form} queues={queues} />
          <ChoiceField
            form={form}
            name="outbound"
            label="Queue of outbound calls"
            options={queues.map(({ QueueId, Name }) => ({ value: QueueId, label: Name }))}
          />
          <ChoiceField form={form} name="timer" label="Who has waited longest is asked first" options={TIMERS} />
        </>
      )}
    </Editor>
  );
}

const too_many = ({ lines }: { lines: readonly ServedLine[] }, profile: Profile | undefined) =>
  !profile && lines.length > 10 ? "At first at most ten queues; add the others afterwards." : "";

function tens<T>(all: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (let place = 0; place < all.length; place += 10) parts.push(all.slice(place, place + 10));
  return parts;
}

function cross_of(profile: Profile | undefined, channel: Channel, other: string | undefined): string {
  const found = profile?.MediaConcurrencies.find(({ Channel }) => Channel === channel.toUpperCase());
  return found?.CrossChannelBehavior?.BehaviorType ?? other ?? ONLY;
}

/** The fields these parts need of the form. */
interface CrossValue {
  slots: PerChannel;
  cross: PerChannel;
}

function Cross<T extends CrossValue>({ form }: { form: Form<T> }) {
  const { slots, cross } = form.value;
  const used = CHANNELS.filter((channel) => slots[channel].trim());
  if (used.length < 2) return null;
  return (
    <Group label="While an agent is busy" hint="What else is offered to somebody who has a contact of this channel.">
      {used.map((channel) => (
        <ChoiceField
          key={channel}
          form={{
            value: { [channel]: cross[channel] } as PerChannel,
            put: (part) => form.put({ cross: { ...cross, ...part } } as Partial<T>),
            errors: {},
          }}
          name={channel}
          label={`On ${CHANNEL_WORDS[channel].toLowerCase()}`}
          options={CROSS}
        />
      ))}
    </Group>
  );
}

interface LinesValue {
  lines: ServedLine[];
}

function Lines<T extends LinesValue>({ form, queues }: { form: Form<T>; queues: readonly Queue[] }) {
  const { lines } = form.value;
  const put = (next: ServedLine[]) => form.put({ lines: next } as Partial<T>);
  const set = (place: number, part: Partial<ServedLine>) =>
    put(lines.map((line, other) => (other === place ? { ...line, ...part } : line)));
  const add = () => put([...lines, { queue: queues[0]?.QueueId ?? "", channel: "chat", priority: "1", delay: "0" }]);
  return (
    <Group
      label="Queues"
      hint="Priority 1 is served before 2. A delay holds contacts back, in seconds, for agents of other profiles."
      error={form.errors.lines}
    >
      {lines.length === 0 && <p className="muted">None: nothing comes by itself.</p>}
      {lines.length > 0 && (
        <div className="served-head" aria-hidden="true">
          <span>Queue</span>
          <span>Channel</span>
          <span>Priority</span>
          <span>Delay, s</span>
        </div>
      )}
      {lines.map((line, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line has nothing else of its own
        <div key={place} className="served">
          <select
            className="select"
            aria-label={`Queue ${place + 1}`}
            value={line.queue}
            onChange={({ target }) => set(place, { queue: target.value })}
          >
            {queues.map(({ QueueId, Name }) => (
              <option key={QueueId} value={QueueId}>
                {Name}
              </option>
            ))}
          </select>
          <select
            className="select"
            aria-label={`Channel ${place + 1}`}
            value={line.channel}
            onChange={({ target }) => set(place, { channel: target.value as Channel })}
          >
            {CHANNELS.map((channel) => (
              <option key={channel} value={channel}>
                {CHANNEL_WORDS[channel]}
              </option>
            ))}
          </select>
          {(["priority", "delay"] as const).map((member) => (
            <input
              key={member}
              className="time"
              inputMode="numeric"
              aria-label={`${member === "priority" ? "Priority" : "Delay in seconds"} ${place + 1}`}
              value={line[member]}
              onChange={({ target }) => set(place, { [member]: target.value })}
            />
          ))}
          <Button
            variant="icon"
            formAction="none"
            iconName="close"
            ariaLabel={`Remove queue ${place + 1}`}
            onClick={() => put(lines.filter((_, other) => other !== place))}
          />
        </div>
      ))}
      <div>
        <Button formAction="none" iconName="add-plus" disabled={queues.length === 0} onClick={add}>
          Add a queue
        </Button>
      </div>
    </Group>
  );
}
