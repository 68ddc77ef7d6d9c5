// The page that releases 1.8 and 2.7 to 2.14 of the embedding library load first, to ask for third-party cookies. We need none: it says yes and goes on to the
// panel. It must not do anything else.
//
//   library: {event:"storageAccess::request", data:{landat}}  -->  init {hasAccess}, granted, and on to the panel's page
const PANEL = "/ccp-v2/";

async function approve(origin: string): Promise<boolean> {
  const body = JSON.stringify({ origin });
  const response = await fetch("/embedding", { method: "POST", headers: { "Content-Type": "application/json" }, body });
  return response.ok;
}

window.addEventListener("message", async ({ source, origin, data }) => {
  if (source !== window.parent || source === window || data?.event !== "storageAccess::request") return;
  if (!(await approve(origin))) return;
  window.parent.postMessage({ event: "storageAccess::init", data: { hasAccess: true } }, origin);
  window.parent.postMessage({ event: "storageAccess::granted", data: {} }, origin);
  window.location.replace(PANEL);
});
