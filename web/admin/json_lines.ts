// Where the parts of a JSON text stand: the line of each JSON pointer, and of the first mistake. Pure. It must not know what the text says.
//
//   value  = object | array | string | word        object = "{" [string ":" value {"," ...}] "}"        array = "[" [value {"," ...}] "]"

export interface JsonLines {
  /** From a JSON pointer ("" is the whole) to its line, counted from 1. */
  lines: ReadonlyMap<string, number>;
  mistake: { line: number; sentence: string } | null;
}

class Mistake extends Error {}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a text must not hold
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const BLANK = /[ \t\r\n]*/y;
const DEPTH_MAX = 200;

const escaped = (name: string) => name.replaceAll("~", "~0").replaceAll("/", "~1");

class Scanner {
  place = 0;
  readonly lines = new Map<string, number>();
  constructor(private readonly text: string) {}

  line(): number {
    let count = 1;
    for (let at = this.text.indexOf("\n"); at >= 0 && at < this.place; at = this.text.indexOf("\n", at + 1)) count++;
    return count;
  }

  take(pattern: RegExp): string | null {
    pattern.lastIndex = this.place;
    const found = pattern.exec(this.text);
    if (!found) return null;
    this.place += found[0].length;
    return found[0];
  }

  blanks(): void {
    this.take(BLANK);
  }

  found(character: string): boolean {
    this.blanks();
    if (this.text[this.place] !== character) return false;
    this.place++;
    return true;
  }

  need(character: string, what: string): void {
    if (!this.found(character)) throw new Mistake(`${what} is missing here.`);
  }

  string(what: string): string {
    const token = this.take(STRING);
    if (token === null) throw new Mistake(what);
    return JSON.parse(token) as string;
  }

  value(pointer: string, depth: number): void {
    this.blanks();
    if (depth > DEPTH_MAX) throw new Mistake("This is too deep.");
    if (!this.lines.has(pointer)) this.lines.set(pointer, this.line());
    if (this.found("{")) return this.object(pointer, depth);
    if (this.found("[")) return this.array(pointer, depth);
    if (this.text[this.place] === '"')
      return void this.string("A text is not closed, or has a character that must be escaped.");
    if (!this.take(WORD))
      throw new Mistake("A value is missing here: a text in quotes, a number, true, false, null, { or [.");
  }

  object(pointer: string, depth: number): void {
    if (this.found("}")) return;
    do {
      this.blanks();
      const line = this.line();
      const name = this.string("A name in quotes is missing here.");
      const own = `${pointer}/${escaped(name)}`;
      this.lines.set(own, line);
      this.need(":", "A colon");
      this.value(own, depth + 1);
    } while (this.found(","));
    this.need("}", "A comma or }");
  }

  array(pointer: string, depth: number): void {
    if (this.found("]")) return;
    let item = 0;
    do {
      this.value(`${pointer}/${item}`, depth + 1);
      item++;
    } while (this.found(","));
    this.need("]", "A comma or ]");
  }
}

export function json_lines(text: string): JsonLines {
  const scanner = new Scanner(text);
  try {
    scanner.value("", 0);
    scanner.blanks();
    if (scanner.place < text.length) throw new Mistake("Nothing may follow the document.");
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    return { lines: scanner.lines, mistake: { line: scanner.line(), sentence: error.message } };
  }
  return { lines: scanner.lines, mistake: null };
}

/** The line of a pointer, or of the nearest part above it that the text has. */
export function line_of(lines: ReadonlyMap<string, number>, pointer: string): number {
  for (let part = pointer; ; part = part.slice(0, part.lastIndexOf("/"))) {
    const line = lines.get(part);
    if (line !== undefined) return line;
    if (!part.includes("/")) return lines.get("") ?? 1;
  }
}
