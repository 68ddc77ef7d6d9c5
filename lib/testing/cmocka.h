/* For tests: cmocka with the headers it wants before it. It must hold nothing else. */
#ifndef NEXTUP_LIB_TESTING_CMOCKA_H
#define NEXTUP_LIB_TESTING_CMOCKA_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
