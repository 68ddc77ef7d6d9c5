/* Digests against the standards' own vectors. It must not test OpenSSL beyond them. */
#include <string.h>

#include "lib/crypto.h"
#include "lib/testing/cmocka.h"

static void sha256_matches_fips_180(void **state)
{
    (void)state;
    char text[SHA256_HEX_BYTES];
    assert_string_equal(sha256_hex("", 0, text), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_string_equal(sha256_hex("abc", 3, text), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void sha1_matches_fips_180(void **state)
{
    (void)state;
    uint8_t digest[SHA1_BYTES];
    char text[SHA1_BYTES * 2 + 1];
    sha1("abc", 3, digest);
    assert_string_equal(hex_encode(digest, sizeof digest, text), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

static void hmac_matches_rfc_4231(void **state)
{
    (void)state;
    uint8_t digest[SHA256_BYTES];
    char text[SHA256_HEX_BYTES];
    hmac_sha256("Jefe", 4, "what do ya want for nothing?", 28, digest);
    assert_string_equal(hex_encode(digest, sizeof digest, text),
                        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    uint8_t key[131];
    memset(key, 0xaa, sizeof key);
    hmac_sha256(key, sizeof key, "Test Using Larger Than Block-Size Key - Hash Key First", 54, digest);
    assert_string_equal(hex_encode(digest, sizeof digest, text),
                        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    hmac_sha256("", 0, "", 0, digest);
    assert_string_equal(hex_encode(digest, sizeof digest, text),
                        "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

static void a_key_signs_many_messages(void **state)
{
    (void)state;
    uint8_t once[SHA256_BYTES], again[SHA256_BYTES];
    struct hmac_key *key = hmac_key_new("secret", 6);
    for (int i = 0; i < 100; i++) {
        hmac_sha256("secret", 6, &i, sizeof i, once);
        hmac_key_sign(key, &i, sizeof i, again);
        assert_memory_equal(once, again, sizeof once);
    }
    hmac_key_free(key);
    hmac_key_free(NULL);
}

static void token_digests_depend_on_key_and_token(void **state)
{
    (void)state;
    uint8_t key[TOKEN_KEY_BYTES] = {1}, a[TOKEN_DIGEST_BYTES], b[TOKEN_DIGEST_BYTES];
    token_digest(key, "token", 5, a);
    token_digest(key, "token", 5, b);
    assert_true(equal_in_constant_time(a, b, sizeof a));
    token_digest(key, "tokeN", 5, b);
    assert_false(equal_in_constant_time(a, b, sizeof a));
    key[31] = 1;
    token_digest(key, "token", 5, b);
    assert_false(equal_in_constant_time(a, b, sizeof a));
}

static void hex_is_decoded_strictly(void **state)
{
    (void)state;
    uint8_t out[2] = {7, 7};
    assert_false(hex_decode("0", 1, out, 2));
    assert_false(hex_decode("00112", 5, out, 2));
    assert_false(hex_decode("00:1", 4, out, 2));
    assert_false(hex_decode("001g", 4, out, 2));
    assert_int_equal(out[0], 7);
    assert_true(hex_decode("aBc0", 4, out, 2));
    assert_memory_equal(out, "\xAB\xC0", 2);
}

static void base64_is_decoded_strictly(void **state)
{
    (void)state;
    static const char *const wrong[] = {"Zg", "Zg=", "Zg===", "Z===", "Zm9v\n", "Zm 9", "Zm-v", "Zh==", "=Zg=",
                                        "\xA0\xCF\xDC\xD2\xCE\x9F\xDE\xD1"};
    uint8_t out[8] = {0};
    size_t len = 99;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(base64_decode(wrong[i], strlen(wrong[i]), out, sizeof out, &len));
    assert_false(base64_decode("Zm9vYmFyCgoK", 12, out, 8, &len));
    assert_int_equal(len, 99);
    assert_true(base64_decode("Zm9vYg==", 8, out, 4, &len));
    assert_int_equal(len, 4);
    assert_memory_equal(out, "foob", 4);
    assert_true(base64_decode("", 0, out, 0, &len));
    assert_int_equal(len, 0);
    char text[BASE64_BYTES(4)];
    assert_string_equal(base64_encode("foob", 4, text), "Zm9vYg==");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_matches_fips_180),
        cmocka_unit_test(sha1_matches_fips_180),
        cmocka_unit_test(hmac_matches_rfc_4231),
        cmocka_unit_test(a_key_signs_many_messages),
        cmocka_unit_test(token_digests_depend_on_key_and_token),
        cmocka_unit_test(hex_is_decoded_strictly),
        cmocka_unit_test(base64_is_decoded_strictly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
