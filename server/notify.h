/* Telling systemd how it goes (sd_notify's protocol): one datagram to $NOTIFY_SOCKET. It does nothing where nobody
 * asked. */
#ifndef NEXTUP_SERVER_NOTIFY_H
#define NEXTUP_SERVER_NOTIFY_H

/* "READY=1", "STOPPING=1", "STATUS=..." */
void notify(const char *state);

#endif
