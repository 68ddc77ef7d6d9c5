// The time zone in which this computer counts days, as the server understands it.
export function zone_name(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}
