/* Lists and searches: one walk over the objects of a kind, page by page; conditions on texts and tags. It must not know
 * what is listed or searched.
 *
 *     SearchCriteria  { OrConditions: [criteria], AndConditions: [criteria], StringCondition: { FieldName, Value,
 *                     ComparisonType }, more of the operation's own }
 *     SearchFilter    { TagFilter or AttributeFilter: { OrConditions: [...], AndConditions or AndCondition: ...,
 *                     TagCondition: { TagKey, TagValue } } }
 *
 * Both are checked whole before anything is looked at, so a wrong condition is refused also where nothing could match.
 */
#ifndef NEXTUP_EDGE_API_SEARCH_H
#define NEXTUP_EDGE_API_SEARCH_H

#include "edge/api/paging.h"

enum { SEARCH_DEPTH_MAX = 8, SEARCH_CONDITIONS_MAX = 200, SEARCH_FIELD_BYTES = 1024 };

/* What the walks need to know of a kind of object. Numbers ascend and are not 0. */
struct walked {
    uint64_t (*next)(const struct call *call, uint64_t number); /* 0: the end; NULL: the objects or users of kind */
    const json_t *(*tags)(const struct call *call, uint64_t number); /* NULL: those of kind */
    enum acd_subject kind;
};

struct list_rules {
    struct walked walked;
    const char *member; /* "QueueSummaryList" */
    bool (*wanted)(struct call *call, uint64_t number);   /* NULL: all */
    void (*write)(struct call *call, uint64_t number);    /* further members of the summary, behind Id, Arn, Name; NULL: none */
    bool whole;                                           /* write writes all members */
};
/* GET lists: nextToken, maxResults up to max. */
void list_run(struct call *call, const struct list_rules *rules, uint32_t max);

struct search_rules {
    struct walked walked;
    const char *member; /* "Queues" */
    const char *const *fields; /* that a StringCondition may name, NULL-ended; compared without regard to case */
    /* The text of a field of fields, NUL-ended; false: it has none. */
    bool (*field)(struct call *call, uint64_t number, const char *field, char text[SEARCH_FIELD_BYTES]);
    /* A condition of this operation's own; number 0: only check it (call_fail). NULL: there are none. */
    bool (*more)(struct call *call, uint64_t number, const char *name, const json_t *condition);
    void (*write)(struct call *call, uint64_t number); /* the members of one that matches */
    bool (*wanted)(struct call *call, uint64_t number); /* NULL: all */
};
/* POST searches: NextToken, MaxResults up to max. */
void search_run(struct call *call, const struct search_rules *rules, uint32_t max);

/* The fields that every named object has, for rules->fields and within rules->field. */
#define SEARCH_OBJECT_FIELDS "name", "description", "resourceID"
bool search_object_field(const struct book_object *object, const char *field, char text[SEARCH_FIELD_BYTES]);

/* A filter of tags alone, for those who search elsewhere: checked here, then asked on whatever thread. filter and tags
 * may be NULL. */
void search_check_tags(struct call *call, const json_t *filter);
bool search_tags_match(const json_t *filter, const json_t *tags);

#endif
