/* Private to the bodies: asks whether a rendered body would be parsed. It must not be included outside body_*.c. */
#ifndef NEXTUP_BOOK_BODY_CHECK_H
#define NEXTUP_BOOK_BODY_CHECK_H

#include "book/body.h"

typedef bool body_check_fn(const json_t *object);

/* Parses a document as the book does (body_open) and runs check on it; NULL: any JSON object is good. */
bool body_check(const char *bytes, size_t len, body_check_fn *check);

bool body_check_centre(const json_t *object);
bool body_check_object(const json_t *object);
bool body_check_name(const json_t *object);
bool body_check_hours(const json_t *object);
bool body_check_hours_changed(const json_t *object);
bool body_check_entry_point(const json_t *object);
bool body_check_entry_point_changed(const json_t *object);
bool body_check_origins(const json_t *object);
bool body_check_agent(const json_t *object);
bool body_check_user(const json_t *object);
bool body_check_role(const json_t *object);
bool body_check_password(const json_t *object);
bool body_check_session(const json_t *object);
bool body_check_sign_out(const json_t *object);
bool body_check_keep(const json_t *object);
bool body_check_contact(const json_t *object);
bool body_check_transferred(const json_t *object);
bool body_check_call(const json_t *object);
bool body_check_message(const json_t *object);
bool body_check_note(const json_t *object);
bool body_check_attributes(const json_t *object);
bool body_check_key_created(const json_t *object);
bool body_check_key_revoked(const json_t *object);
bool body_check_document(const json_t *object);
bool body_check_contact_change(const json_t *object);
bool body_check_reason(const json_t *object);
bool body_check_reason_changed(const json_t *object);

#endif
