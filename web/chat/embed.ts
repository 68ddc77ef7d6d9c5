// Adds the chat to any page: a launcher button and, when it is pressed, a frame. It depends on nothing and touches nothing else of the page.
//
//   <script src="https://host/chat/embed.js" data-flow="<contact flow id>" data-label="Chat with us" data-color="#0a5fd1"></script>

const script = document.currentScript as HTMLScriptElement | null;

function set_style(element: HTMLElement, style: Record<string, string>): void {
  for (const [name, value] of Object.entries(style)) element.style.setProperty(name, value);
}

function start(own: HTMLScriptElement): void {
  const flow = own.dataset.flow ?? "";
  const label = own.dataset.label ?? "Chat with us";
  const page = new URL("./", own.src);
  if (flow) page.searchParams.set("flow", flow);

  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" }); // the page's style sheets stay out
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.setAttribute("aria-expanded", "false");
  set_style(button, {
    position: "fixed",
    right: "20px",
    bottom: "20px",
    "z-index": "2147483000",
    height: "48px",
    padding: "0 22px",
    border: "0",
    "border-radius": "24px",
    background: own.dataset.color ?? "#0a5fd1",
    color: "#fff",
    font: "700 15px/1 system-ui, sans-serif",
    cursor: "pointer",
    "box-shadow": "0 6px 24px rgb(0 0 0 / 25%)",
  });

  let frame: HTMLIFrameElement | null = null;
  const show = (open: boolean) => {
    frame ??= add_frame(root, page.href, label);
    frame.style.setProperty("display", open ? "block" : "none");
    button.textContent = open ? "Close chat" : label;
    button.setAttribute("aria-expanded", String(open));
    if (open) frame.focus();
    remember(open);
  };
  button.addEventListener("click", () => show(button.getAttribute("aria-expanded") === "false"));
  host.addEventListener("keydown", (event) => {
    if (event.key === "Escape") show(false);
  });
  root.append(button);
  document.body.append(host);
  if (was_open()) show(true);
}

function add_frame(root: ShadowRoot, address: string, label: string): HTMLIFrameElement {
  const frame = document.createElement("iframe");
  frame.src = address;
  frame.title = label;
  frame.allow = "clipboard-write";
  set_style(frame, {
    position: "fixed",
    right: "20px",
    bottom: "80px",
    "z-index": "2147483000",
    width: "min(380px, calc(100vw - 24px))",
    height: "min(600px, calc(100vh - 100px))",
    border: "0",
    "border-radius": "16px",
    background: "transparent",
    "box-shadow": "0 12px 48px rgb(0 0 0 / 28%)",
  });
  root.prepend(frame);
  return frame;
}

// An open chat stays open from one page of the site to the next.
const KEY = "nextup.chat.open";

function remember(open: boolean): void {
  try {
    sessionStorage.setItem(KEY, open ? "yes" : "no");
  } catch {
    // not kept
  }
}

function was_open(): boolean {
  try {
    return sessionStorage.getItem(KEY) === "yes";
  } catch {
    return false;
  }
}

if (script) {
  if (document.body) start(script);
  else document.addEventListener("DOMContentLoaded", () => start(script));
}
