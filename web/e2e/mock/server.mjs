// A stand-in for the server that shows one scene per page (cookie "scene"), for pictures and accessibility checks. It decides nothing.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import { admin_answer } from "./admin.mjs";
import { board_answer, board_line, board_session } from "./board.mjs";
import { chat_scene, flow_scene, panel_scene } from "./scenes.mjs";

const dist = path.join(path.dirname(fileURLToPath(import.meta.url)), "../../dist");
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** The policy of web/README.md: what is refused here is refused by the real server too. */
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";

const scene_of = (request) => /(?:^|; )scene=([a-z]+)/.exec(request.headers.cookie ?? "")?.[1] ?? "chatting";

function json(response, status, body) {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(body));
}

function session(scene) {
  if (scene.startsWith("board")) return board_session(scene);
  const { user, centre } = panel_scene(scene).state;
  return { user, centre, mustChangePassword: scene === "password" };
}

async function page(response, file) {
  try {
    const bytes = await readFile(path.join(dist, file));
    response.writeHead(200, { "Content-Type": TYPES[path.extname(file)], "Content-Security-Policy": POLICY });
    response.end(bytes);
  } catch {
    json(response, 404, {});
  }
}

/** What a page's table would be as a file. */
function csv(response, name) {
  response.writeHead(200, {
    "Content-Type": "text/csv; charset=utf-8",
    "Content-Disposition": `attachment; filename="${name}.csv"`,
  });
  response.end("name,value\r\nexample,1\r\n");
}

function answer_history(url, response) {
  if (url.searchParams.get("format") === "csv") return csv(response, url.pathname.split("/").at(-1));
  const found = board_answer(url);
  return json(response, found ? 200 : 404, found ?? { error: { code: "not_found", message: "" } });
}

function answer(request, response) {
  const url = new URL(request.url, "http://mock");
  const { pathname } = url;
  const scene = scene_of(request);
  if (admin_answer(request, response, scene)) return;
  if (pathname.startsWith("/supervisor/api/") || pathname === "/panel/day") return answer_history(url, response);
  if (pathname === "/session") return json(response, scene === "login" ? 401 : 200, session(scene));
  if (pathname === "/login" && request.method === "POST")
    return json(response, 401, { error: { code: "bad_credentials", message: "" } });
  if (pathname === "/chat/api/flow") return json(response, 200, flow_scene(scene));
  if (pathname === "/chat/api/start")
    return json(response, 200, { contactId: "c", token: "t", flow: flow_scene(scene).flow });
  if (pathname === "/chat/api/message") return json(response, 200, { contactId: "c" });
  if (pathname === "/login") return page(response, "login/index.html");
  return page(response, pathname.endsWith("/") ? `${pathname}index.html` : pathname);
}

const clock_of = (message) => ({ page: message.clock, server: Date.now() });

function panel_line(socket, scene) {
  const { state, talk, typing } = panel_scene(scene);
  const tell = (message) => socket.send(JSON.stringify(message));
  const replies = {
    hello: (message) => {
      tell({ is: "snapshot", seq: 1, generation: "1", clock: clock_of(message), state });
      if (typing) tell({ is: "signal", kind: "typing", contactId: typing, by: "customer" });
      if (scene === "lost") setTimeout(() => socket.terminate(), 200);
    },
    ping: (message) => tell({ is: "pong", clock: clock_of(message) }),
    transcript: ({ id, transcriptId }) =>
      tell({ is: "done", id, seq: 1, messages: talk[transcriptId] ?? [], more: false }),
    set_status: ({ id }) => tell({ is: "refused", id, code: "not_allowed", message: "This is only a picture." }),
    note: ({ id }) => tell({ is: "done", id, seq: 1 }),
    typing: () => undefined,
  };
  socket.on("message", (data) => {
    const message = JSON.parse(data);
    (replies[message.do] ?? (() => undefined))(message); // what has no reply stays pending
  });
}

function chat_line(socket, scene) {
  const { state, messages, typing } = chat_scene(scene);
  socket.on("message", (data) => {
    const message = JSON.parse(data);
    if (message.do === "hello") {
      socket.send(JSON.stringify({ is: "snapshot", seq: 1, clock: clock_of(message), state, messages }));
      if (typing) socket.send(JSON.stringify({ is: "signal", kind: "typing", by: "agent" }));
    }
  });
}

/** Starts on a free port of the loopback; answers the address and how to stop. */
export async function start_mock(port = 0) {
  const server = createServer((request, response) => void answer(request, response));
  const sockets = new WebSocketServer({ noServer: true });
  let lost = new Set();
  server.on("upgrade", (request, socket, head) => {
    const scene = scene_of(request);
    if (scene === "lost" && lost.has(request.headers["user-agent"])) return socket.destroy();
    sockets.handleUpgrade(request, socket, head, (line) => {
      if (scene === "lost") lost = new Set([...lost, request.headers["user-agent"]]);
      const talk = { "/panel/line": panel_line, "/supervisor/line": board_line }[request.url] ?? chat_line;
      talk(line, scene);
    });
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  const stop = () => {
    for (const line of sockets.clients) line.terminate();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${server.address().port}`, stop };
}
