/* The words of sentence.c: private to it. */
#ifndef NEXTUP_BOOK_SENTENCE_WORDS_H
#define NEXTUP_BOOK_SENTENCE_WORDS_H

const char *sentence_kind_word(unsigned kind);   /* enum acd_subject: "queue" */
const char *sentence_actor_word(unsigned actor); /* enum acd_actor_kind: "The system" */

#endif
