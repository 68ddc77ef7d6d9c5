// What is about the person and the page: colours, password, the other pages, signing out.
import Icon from "@cloudscape-design/components/icon";
import Modal from "@cloudscape-design/components/modal";
import { useState } from "react";
import type { Session } from "../client/types.ts";
import { ask } from "../ui/http.ts";
import { Menu, type MenuItem } from "../ui/Menu.tsx";
import { NewPassword } from "../ui/NewPassword.tsx";
import { choose_theme, is_dark, read_theme } from "../ui/theme.ts";

interface AccountMenuProps {
  session: Session;
  signed_out: (notice: string) => void;
}

export function AccountMenu({ session, signed_out }: AccountMenuProps) {
  const [dark, set_dark] = useState(() => is_dark(read_theme()));
  const [changing, set_changing] = useState(false);
  const { user } = session;
  const name = [user.firstName, user.lastName].filter(Boolean).join(" ") || user.username;

  const sign_out = async () => {
    await ask("POST", "/logout", { status: "keep" });
    signed_out("You are signed out.");
  };
  const theme = () => {
    choose_theme(dark ? "light" : "dark");
    set_dark(!dark);
  };
  const items: MenuItem[] = [
    { id: "panel", name: "Your panel", mark: <Icon name="contact" />, choose: () => window.open("/ccp-v2/", "_blank") },
    ...(user.role === "admin"
      ? [
          {
            id: "admin",
            name: "Administration",
            mark: <Icon name="settings" />,
            choose: () => window.location.assign("/admin/"),
          },
        ]
      : []),
    { id: "theme", name: dark ? "Light colours" : "Dark colours", mark: <Icon name="light-dark" />, choose: theme },
    { id: "password", name: "Change password", mark: <Icon name="key" />, choose: () => set_changing(true) },
    { id: "out", name: "Sign out", mark: <Icon name="lock-private" />, choose: () => void sign_out(), group: true },
  ];
  return (
    <>
      <Menu name={`Account: ${name}`} items={items} className="account-menu" align="end">
        <span className="avatar" aria-hidden="true">
          <Icon name="user-profile" />
        </span>
      </Menu>
      {changing && (
        <Modal
          visible
          size="small"
          header="Change password"
          closeAriaLabel="Close"
          onDismiss={() => set_changing(false)}
        >
          <NewPassword cancel={() => set_changing(false)} changed={() => set_changing(false)} />
        </Modal>
      )}
    </>
  );
}
