// Breaches of the model that the server does not refuse, by operation and the beginning of what is said about them: they are not asked, but with COMPAT_STRICT=1. It must only grow shorter.
//
// UpdateQueueName and UpdateRoutingProfileName take an empty Description on purpose: it clears, as that of a status does.
export const LENIENT = {
  UpdateQueueName: ["Description empty"],
  UpdateRoutingProfileName: ["Description empty"],
};

// Refusals with an error that the model does not have for the operation, as the server still answers them.
export const FOREIGN = [];

// Operations that do not take null for absent members.
export const NO_NULLS = [];

// How many pairs of an operation and an error of its model (but internal ones) no script provokes; many cannot be: what is structurally good is never illegal there, or no limit exists.
export const UNPROVOKED_MAX = 135;
