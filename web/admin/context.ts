// What every section may use: the server, who is signed in, and the place for messages of success.
import { createContext, useContext } from "react";
import type { Session } from "../client/types.ts";
import type { Api } from "./api.ts";

/** What `/admin/api/session` adds to the session. */
export interface Surroundings {
  url: string;
  streams: string[];
  slotsMax: Record<string, number>;
}

export interface Admin {
  api: Api;
  session: Session;
  around: Surroundings;
  flash: (text: string) => void;
}

export const AdminContext = createContext<Admin | null>(null);

export function useAdmin(): Admin {
  const admin = useContext(AdminContext);
  if (!admin) throw new Error("a section stands outside of the page");
  return admin;
}
