// Users as the server shows them, and their roles in words. Pure.

export interface User {
  username: string;
  id: string;
  role: Role;
  firstName: string;
  lastName: string;
  mustChange: boolean;
  enabled: boolean;
  routingProfile: string;
  group: string;
  supervises: string[];
}

export type Role = "agent" | "supervisor" | "admin";
export const ROLE_WORDS: Record<Role, string> = { agent: "Agent", supervisor: "Supervisor", admin: "Administrator" };
export const full_name = ({ firstName, lastName }: { firstName: string; lastName: string }) =>
  `${firstName} ${lastName}`.trim();
