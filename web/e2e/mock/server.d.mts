// What the stand-in offers to TypeScript.
export const POLICY: string;
export function start_mock(port?: number): Promise<{ url: string; stop(): Promise<void> }>;
