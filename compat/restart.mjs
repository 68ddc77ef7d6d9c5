// Appendix E 15 of the reference: a killed server comes back as it was.
export { runKilled as run } from "./conformance.mjs";
