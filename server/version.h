/* The version, from meson.build's project(). It must not hold anything else. */
#ifndef NEXTUP_SERVER_VERSION_H
#define NEXTUP_SERVER_VERSION_H

#ifndef NEXTUP_VERSION
#define NEXTUP_VERSION "unknown"
#endif

#endif
