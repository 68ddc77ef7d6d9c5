/* Sealing of access keys' secrets; see vault.h. It must not keep a secret. */
#include "server/vault.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "journal/journal.h"
#include "lib/crypto.h"
#include "lib/random.h"

#define PREFIX "sealed:"

enum { SECRET_MAX = 48, SEALED_MAX = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + SECRET_MAX };

static struct {
    bool present;
    uint8_t bytes[crypto_secretbox_KEYBYTES];
} master;

int vault_open(const char *file, struct fault *fault)
{
    char text[2 * crypto_secretbox_KEYBYTES + 1] = "";
    master.present = false;
    journal_master_key(NULL);
    if (file[0] == '\0')
        return 0;
    FILE *stream = fopen(file, "re");
    if (!stream)
        return fault_set(fault, "Cannot read the master key %s: %s.", file, strerror(errno));
    size_t len = fread(text, 1, sizeof text - 1, stream);
    fclose(stream);
    master.present = hex_decode(text, len, master.bytes, sizeof master.bytes);
    secret_erase(text, sizeof text);
    if (!master.present)
        return fault_set(fault, "%s is no master key: it must begin with 64 hexadecimal digits.", file);
    journal_master_key(master.bytes); /* wraps the keys of bodies, too */
    return 0;
}

bool vault_seal(const char *secret, char kept[API_SECRET_BYTES])
{
    uint8_t sealed[SEALED_MAX];
    size_t len = strlen(secret);
    if (!master.present)
        return snprintf(kept, API_SECRET_BYTES, "%s", secret) < API_SECRET_BYTES;
    if (len > SECRET_MAX)
        return false;
    random_bytes(sealed, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(sealed + crypto_secretbox_NONCEBYTES, (const unsigned char *)secret, len, sealed,
                          master.bytes);
    size_t whole = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + len;
    char text[BASE64_BYTES(SEALED_MAX)];
    return snprintf(kept, API_SECRET_BYTES, PREFIX "%s", base64_encode(sealed, whole, text)) <
           API_SECRET_BYTES;
}

bool vault_unseal(void *ctx, const char *kept, char secret[API_SECRET_BYTES])
{
    uint8_t sealed[SEALED_MAX];
    size_t len = 0;
    const size_t overhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
    (void)ctx;
    if (strncmp(kept, PREFIX, strlen(PREFIX)) != 0)
        return snprintf(secret, API_SECRET_BYTES, "%s", kept) < API_SECRET_BYTES;
    kept += strlen(PREFIX);
    if (!master.present || !base64_decode(kept, strlen(kept), sealed, sizeof sealed, &len) || len < overhead)
        return false;
    if (crypto_secretbox_open_easy((unsigned char *)secret, sealed + crypto_secretbox_NONCEBYTES,
                                   len - crypto_secretbox_NONCEBYTES, sealed, master.bytes) != 0)
        return false;
    secret[len - overhead] = '\0';
    return true;
}
