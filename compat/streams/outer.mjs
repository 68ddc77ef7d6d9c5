// The embedding page of the browser tests: a little server of its own origin that serves the npm files as installed, and what a CRM would do with them.
// It must not test anything.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(import.meta.url);
const release = (name, file) => path.join(path.dirname(require.resolve(`${name}/package.json`)), file);

const FILES = {
  "/streams.js": release("amazon-connect-streams", "release/connect-streams.js"),
  "/streams-2-7-4.js": release("amazon-connect-streams-2-7-4", "release/connect-streams.js"),
  "/chat.js": release("amazon-connect-chatjs", "dist/amazon-connect-chat.js"),
  "/task.js": release("amazon-connect-taskjs", "dist/amazon-connect-task.js"),
  "/sdk.js": path.join(import.meta.dirname ?? ".", ".built", "sdk.js"),
};

// What happens in the library is kept in window.log; tests ask the library itself through window.connect.
const SCRIPT = `
window.log = [];
window.start = (ccpUrl, more = {}) => {
  connect.core.initCCP(document.getElementById("ccp"), Object.assign(
    { ccpUrl, loginPopup: true, loginPopupAutoClose: true, softphone: { allowFramedSoftphone: true, disableRingtone: true } }, more));
  window.watch();
};
window.watch = () => {
  connect.agent((agent) => {
    window.agent = agent;
    log.push("agent");
    agent.onStateChange(({ oldState, newState }) => log.push(oldState + " > " + newState));
    agent.onEnqueuedNextState && agent.onEnqueuedNextState((agent) => log.push("next " + agent.getNextState().name));
    agent.onClearedNextState && agent.onClearedNextState(() => log.push("cleared"));
  });
  connect.contact((contact) => {
    window.contact = contact;
    log.push("contact " + contact.getType());
    for (const name of ["onConnecting", "onAccepted", "onConnected", "onACW", "onEnded", "onMissed", "onDestroy"])
      contact[name] && contact[name](() => log.push(name));
  });
  const bus = connect.core.getEventBus();
  for (const name of ["terminated", "auth_fail", "ack_timeout", "agent::websocket_connection_lost", "agent::websocket_connection_gained"])
    bus.subscribe(name, () => log.push(name));
};
window.call = (run) => new Promise((done) => run({ success: (data) => done({ ok: true, data }), failure: (error) => done({ ok: false, error }) }));
window.set_state = (name, more) => {
  const state = agent.getAgentStates().find((one) => one.name === name);
  return call((handlers) => agent.setState(state, handlers, more));
};
window.state = () => [agent.getState().name, agent.getNextState() ? agent.getNextState().name : null];
`;

const page_of = (scripts) => `<!doctype html><meta charset=utf-8><title>CRM</title>
<style>body{margin:0} #ccp{width:420px;height:640px}</style><div id=ccp></div>
${scripts.map((script) => `<script src="${script}"></script>`).join("\n")}
<script src="/outer.js"></script>`;

const ADDRESSES = {
  "/": ["/streams.js"],
  "/old": ["/streams-2-7-4.js"],
  "/chat": ["/streams.js", "/chat.js"],
  "/task": ["/streams.js", "/task.js"],
  "/sdk": ["/streams.js", "/sdk.js"],
};

export async function start_outer() {
  const server = createServer(async ({ url }, response) => {
    const { pathname } = new URL(url, "http://outer");
    const send = (type, body) => response.writeHead(200, { "Content-Type": type, "Cache-Control": "no-store" }).end(body);
    if (ADDRESSES[pathname]) return send("text/html", page_of(ADDRESSES[pathname]));
    if (pathname === "/outer.js") return send("text/javascript", SCRIPT);
    if (FILES[pathname]) return send("text/javascript", await readFile(FILES[pathname]));
    return response.writeHead(404).end();
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  return { port, stop: () => new Promise((done) => (server.closeAllConnections?.(), server.close(done))) };
}
