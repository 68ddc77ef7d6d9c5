// Failures in the embedding library's words. Pure.
import type { Answer } from "../client/line.ts";

export interface Failure {
  type: string;
  message: string;
  statusCode: number;
}

export const failure = (type: string, message: string, statusCode = 400): Failure => ({ type, message, statusCode });

export const INVALID_STATE = "Cannot change agent state: Invalid agent or contact state.";

const TYPES: Record<string, string> = {
  unknown_queue: "BadEndpointException",
  unknown_agent: "BadEndpointException",
  wrong_channel: "InvalidContactTypeException",
  limit: "QuotaExceededException",
  queue_full: "QuotaExceededException",
  agent_queue_full: "QuotaExceededException",
  chain_limit: "QuotaExceededException",
  pause_limit: "QuotaExceededException",
  bad_request: "ValidationException",
  too_large: "ValidationException",
};

/** null: it was done. */
export function failure_of(answer: Answer): Failure | null {
  if (answer.is === "done") return null;
  if (answer.is === "lost")
    return failure("NetworkingError", "The line to the server broke before the answer: the outcome is not known.", 503);
  if (["overloaded", "no_space", "unknown"].includes(answer.code))
    return failure("InternalServiceException", answer.message, 503);
  return failure(TYPES[answer.code] ?? "InvalidStateException", answer.message);
}

/** As the library hands it to `failure(err)`: JSON text. */
export function render_failure({ type, message, statusCode }: Failure): string {
  return JSON.stringify({ type, message, stack: [], retryStatus: "none", statusCode });
}
