// The real server for a test file: started on a directory of its own, killed and started again by its process id, stopped at the end.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const START_MS_MAX = 30_000;
const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");

interface DemoUser {
  username: string;
  password: string;
  id: string;
}

interface DemoInstance {
  alias: string;
  accessKeyId: string;
  secretAccessKey: string;
  users: DemoUser[];
  queues: { name: string; id: string }[];
  contactFlows: { name: string; id: string }[];
}

export interface Demo {
  url: string;
  instances: DemoInstance[];
}

function binary(): string {
  const given = process.env.NEXTUP_BINARY;
  const places = given ? [given] : ["build-test/nextup", "build/nextup"].map((place) => path.join(root, place));
  const found = places.find((place) => existsSync(place));
  if (!found) throw new Error(`there is no server to test: ${places.join(", ")} (set NEXTUP_BINARY)`);
  return found;
}

export class Server {
  private child: ChildProcess | null = null;
  private port = 0; // the first start takes a free one, later starts the same
  private said = "";
  readonly data = mkdtempSync(path.join(os.tmpdir(), "nextup-e2e-"));

  get demo(): Demo {
    return JSON.parse(readFileSync(path.join(this.data, "demo.json"), "utf8"));
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const address = `127.0.0.1:${this.port}`;
    const child = spawn(binary(), ["serve", "--demo", "--data", this.data, "--listen", address], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child = child;
    const keep = (chunk: Buffer) => {
      this.said = (this.said + chunk).slice(-20_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const end = Date.now() + START_MS_MAX;
    while (Date.now() < end && child.exitCode === null) {
      if (await this.is_ready()) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`the server did not start: ${this.said}`);
  }

  private async is_ready(): Promise<boolean> {
    try {
      if (this.port === 0) {
        if (!/https?:\/\/127\.0\.0\.1:\d+/.test(this.said)) return false; // demo.json may still be of another start
        this.port = Number(new URL(this.demo.url).port);
      }
      return (await fetch(`${this.url}/readyz`)).ok;
    } catch {
      return false;
    }
  }

  /** What an operator types: a command of the binary on this server's data. Answers what it prints. */
  async command(...words: string[]): Promise<string> {
    return (await promisify(execFile)(binary(), [...words, "--data", this.data])).stdout;
  }

  /** kill -9 */
  async kill(): Promise<void> {
    await this.end_with("SIGKILL");
  }

  /** SIGTERM; the data stays for the next start. */
  async halt(): Promise<void> {
    await this.end_with("SIGTERM");
  }

  async stop(): Promise<void> {
    await this.halt();
    rmSync(this.data, { recursive: true, force: true });
  }

  private async end_with(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    this.child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
    await ended;
    clearTimeout(late);
  }
}
