// Everything about the person and the page that is not about contacts: sound, notifications, colours, password, signing out.
import Icon from "@cloudscape-design/components/icon";
import Modal from "@cloudscape-design/components/modal";
import { useState } from "react";
import { call } from "../client/actions/call.ts";
import type { Session } from "../client/types.ts";
import { Menu, type MenuItem } from "../ui/Menu.tsx";
import { NewPassword } from "../ui/NewPassword.tsx";
import { is_muted, mute } from "../ui/sound.ts";
import { choose_theme, is_dark, read_theme } from "../ui/theme.ts";
import { CallDialog } from "./CallDialog.tsx";
import { usePanelState } from "./context.ts";
import { MyDay } from "./MyDay.tsx";
import { SignOutDialog } from "./SignOutDialog.tsx";

type Dialog = "day" | "call" | "password" | "sign_out" | "sign_out_everywhere" | null;

interface AccountMenuProps {
  session: Session;
  signed_out: (notice: string) => void;
}

export function AccountMenu({ session, signed_out }: AccountMenuProps) {
  const state = usePanelState();
  const [dialog, set_dialog] = useState<Dialog>(null);
  const [muted, set_muted] = useState(is_muted());
  const [dark, set_dark] = useState(() => is_dark(read_theme()));
  const [, set_asked] = useState(0);
  const close = () => set_dialog(null);
  const { user, control } = state;
  const name = [user.firstName, user.lastName].filter(Boolean).join(" ") || user.username;

  const items: MenuItem[] = [];
  if (call.enabled(state))
    items.push({ id: "call", name: call.label(), mark: <Icon name="call" />, choose: () => set_dialog("call") });
  items.push({ id: "day", name: "My day", mark: <Icon name="calendar" />, choose: () => set_dialog("day") });
  items.push({
    id: "sound",
    name: muted ? "Turn sound on" : "Turn sound off",
    mark: <Icon name={muted ? "audio-off" : "audio-full"} />,
    choose: () => {
      mute(!muted);
      set_muted(!muted);
    },
  });
  if ("Notification" in window && Notification.permission === "default")
    items.push({
      id: "notify",
      name: "Allow notifications",
      mark: <Icon name="notification" />,
      choose: () => void Notification.requestPermission().then(() => set_asked((count) => count + 1)),
    });
  items.push(
    {
      id: "theme",
      name: dark ? "Light colours" : "Dark colours",
      mark: <Icon name="light-dark" />,
      choose: () => {
        choose_theme(dark ? "light" : "dark");
        set_dark(!dark);
      },
    },
    {
      id: "password",
      name: "Change password",
      mark: <Icon name="key" />,
      choose: () => set_dialog("password"),
      group: true,
    },
  );
  if (!control)
    // with a table of moves there is Log Out
    items.push(
      {
        id: "out",
        name: "Sign out",
        mark: <Icon name="lock-private" />,
        choose: () => set_dialog("sign_out"),
        group: true,
      },
      {
        id: "all",
        name: "Sign out everywhere",
        mark: <Icon name="lock-private" />,
        choose: () => set_dialog("sign_out_everywhere"),
      },
    );

  return (
    <>
      <Menu
        name={`Account: ${name}`}
        items={items}
        className="account-menu"
        align="end"
        off={control?.off ? "Your panel is off while you are on break." : undefined}
      >
        <span className="avatar" aria-hidden="true">
          <Icon name="user-profile" />
        </span>
      </Menu>
      {dialog === "day" && <MyDay close={close} />}
      {dialog === "call" && <CallDialog close={close} />}
      {dialog === "password" && (
        <Modal visible size="small" header="Change password" closeAriaLabel="Close" onDismiss={close}>
          <NewPassword cancel={close} changed={close} />
        </Modal>
      )}
      {(dialog === "sign_out" || dialog === "sign_out_everywhere") && (
        <SignOutDialog everywhere={dialog === "sign_out_everywhere"} close={close} signed_out={signed_out} />
      )}
      <span className="unseen">{session.centre.alias}</span>
    </>
  );
}
