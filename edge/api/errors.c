/* The errors of the model; see errors.h. It must not know when they are due. */
#include "edge/api/errors.h"

const struct api_error_words api_errors[API_ERRORS] = {
    [API_GOOD] = {200, ""},
    [API_INVALID_REQUEST] = {400, "InvalidRequestException"},
    [API_INVALID_PARAMETER] = {400, "InvalidParameterException"},
    [API_NOT_FOUND] = {404, "ResourceNotFoundException"},
    [API_DUPLICATE] = {409, "DuplicateResourceException"},
    [API_IN_USE] = {409, "ResourceInUseException"},
    [API_LIMIT_EXCEEDED] = {429, "LimitExceededException"},
    [API_THROTTLED] = {429, "ThrottlingException"},
    [API_INTERNAL] = {500, "InternalServiceException"},
    [API_UNAVAILABLE] = {503, "ServiceUnavailableException"},
    [API_ACCESS_DENIED] = {403, "AccessDeniedException"},
    [API_CONTACT_NOT_FOUND] = {410, "ContactNotFoundException"},
    [API_CONFLICT] = {409, "ConflictException"},
    [API_CONDITION_FAILED] = {409, "ConditionalOperationFailedException"},
    [API_QUOTA] = {402, "ServiceQuotaExceededException"},
    [API_FLOW_INVALID] = {400, "InvalidContactFlowException"},
    [API_OUTBOUND_NOT_PERMITTED] = {403, "OutboundContactNotPermittedException"},
    [API_DESTINATION_NOT_ALLOWED] = {403, "DestinationNotAllowedException"},
    [API_SERIALIZATION] = {400, "SerializationException"},
    [API_UNKNOWN_OPERATION] = {404, "UnknownOperationException"},
    [API_MISSING_TOKEN] = {403, "MissingAuthenticationTokenException"},
    [API_INCOMPLETE_SIGNATURE] = {403, "IncompleteSignatureException"},
    [API_UNRECOGNIZED_CLIENT] = {403, "UnrecognizedClientException"},
    [API_INVALID_SIGNATURE] = {403, "InvalidSignatureException"},
};
