// The ring of an offer, made by WebAudio: no files. It can be muted; the choice is kept.
import { read_stored, write_stored } from "./theme.ts";

const KEY = "nextup.muted";
const RING_EVERY_MS = 2_000;
let audio: AudioContext | null = null;

export function is_muted(): boolean {
  return read_stored(KEY) === "yes";
}

export function mute(muted: boolean): void {
  write_stored(KEY, muted ? "yes" : null);
}

/** Browsers allow sound only after the person has done something on the page. */
export function allow_sound_on_first_click(): void {
  const allow = () => {
    audio ??= new AudioContext();
    void audio.resume();
  };
  window.addEventListener("pointerdown", allow, { once: true });
  window.addEventListener("keydown", allow, { once: true });
}

function tone(context: AudioContext, frequency: number, at: number, seconds: number): void {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.type = "sine";
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(0.18, at + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.001, at + seconds);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + seconds);
}

function ring_once(): void {
  if (is_muted() || audio?.state !== "running") return;
  tone(audio, 659, audio.currentTime, 0.35);
  tone(audio, 880, audio.currentTime + 0.18, 0.5);
}

/** Rings until the returned function is called. */
export function ring(): () => void {
  ring_once();
  const timer = window.setInterval(ring_once, RING_EVERY_MS);
  return () => window.clearInterval(timer);
}
