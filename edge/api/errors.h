/* The errors of the model: their names and their HTTP statuses (connect.md 5.2 and 7.4). It must not know when they are
 * due. */
#ifndef NEXTUP_EDGE_API_ERRORS_H
#define NEXTUP_EDGE_API_ERRORS_H

enum api_error {
    API_GOOD,
    API_INVALID_REQUEST,
    API_INVALID_PARAMETER,
    API_NOT_FOUND,
    API_DUPLICATE,
    API_IN_USE,
    API_LIMIT_EXCEEDED,
    API_THROTTLED,
    API_INTERNAL,
    API_UNAVAILABLE,
    API_ACCESS_DENIED,
    API_CONTACT_NOT_FOUND,
    API_CONFLICT,
    API_IDEMPOTENCY,
    API_CONDITION_FAILED,
    API_QUOTA,
    API_FLOW_INVALID,
    API_OUTBOUND_NOT_PERMITTED,
    API_DESTINATION_NOT_ALLOWED,
    API_SERIALIZATION,
    API_UNKNOWN_OPERATION,
    API_MISSING_TOKEN,
    API_INCOMPLETE_SIGNATURE,
    API_UNRECOGNIZED_CLIENT,
    API_INVALID_SIGNATURE,
    API_ERRORS
};

struct api_error_words {
    int status;
    const char *name; /* "ResourceNotFoundException" */
};
extern const struct api_error_words api_errors[API_ERRORS];

#endif
