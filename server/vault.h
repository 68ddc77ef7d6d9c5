/* The master key: seals the secrets of access keys before they are written down, so that a stolen journal does not give
 * them away. It must not keep a secret.
 *
 *     sealed text = "sealed:" base64( nonce (24) | crypto_secretbox(secret) )
 *
 * Without a master key secrets are kept as they are. A secret kept in clear stays readable when a master key is set
 * later; rotate it to have it sealed.
 */
#ifndef NEXTUP_SERVER_VAULT_H
#define NEXTUP_SERVER_VAULT_H

#include <stdbool.h>

#include "edge/api/api.h"
#include "server/fault.h"

/* Reads the key from a file of 64 hex digits, once for the process. file "": there is none. Returns 0, or -1 and a
 * sentence. */
int vault_open(const char *file, struct fault *fault);

/* What is to be kept of a secret: sealed if there is a master key. False: it is too long. */
bool vault_seal(const char *secret, char kept[API_SECRET_BYTES]);
/* The secret of what was kept, in clear; false: it is sealed, and not with this master key. ctx is not looked at. */
bool vault_unseal(void *ctx, const char *kept, char secret[API_SECRET_BYTES]);

#endif
