/* SearchCriteria and SearchFilter of the Search operations: conditions on texts and tags. It must not know what is searched.
 *
 *     { OrConditions: [criteria], AndConditions: [criteria], StringCondition: { FieldName, Value, ComparisonType } }
 *     { TagFilter or AttributeFilter: { OrConditions: [...], AndConditions or AndCondition: ..., TagCondition: { TagKey, TagValue } } }
 */
#ifndef NEXTUP_EDGE_API_SEARCH_H
#define NEXTUP_EDGE_API_SEARCH_H

#include "edge/api/call.h"

enum { SEARCH_DEPTH_MAX = 8, SEARCH_CONDITIONS_MAX = 200, SEARCH_FIELD_BYTES = 1024 };

/* Fields of one searched thing: writes the text of a field (NUL-ended, at most SEARCH_FIELD_BYTES) and returns true; false: no such field. */
typedef bool search_field_fn(struct call *call, uint32_t number, const char *field,
                             char text[SEARCH_FIELD_BYTES]);

struct search {
    struct call *call;
    search_field_fn *field;
    const json_t *criteria; /* NULL: all match */
    const json_t *filter;
    enum acd_subject kind; /* whose tags the filter asks */
    uint32_t budget;
};

/* The fields every named object has: name, description, resourceID. A search_field_fn ends with it, or is only it. */
bool search_object_field(const struct book_object *object, const char *field, char text[SEARCH_FIELD_BYTES]);

/* Reads SearchCriteria and SearchFilter. False: the call has failed. */
bool search_begin(struct call *call, struct search *search, enum acd_subject kind, search_field_fn *field);
/* Does this one match? False also once the call has failed. */
bool search_matches(struct search *search, uint32_t number);

#endif
