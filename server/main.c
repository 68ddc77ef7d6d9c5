/* The binary's table of commands with their help. It must not carry out any of them. */
#include <stdio.h>

#include "server/commands.h"

int command_fault(const char *sentence)
{
    fprintf(stderr, "nextup: %s\n", sentence);
    return EXIT_FAULT;
}

int command_usage(const char *sentence)
{
    fprintf(stderr, "nextup: %s\n", sentence);
    return EXIT_USAGE;
}

#define USER_OPTIONS " data "

static const struct command commands[] = {
    {"serve", "--data DIR [--listen ADDRESS:PORT] [--config FILE] [--demo] [--insecure]", "run the server",
     "    Opens every centre in DIR and serves the agents' panel, the customers' chat and the\n"
     "    health addresses until it gets SIGTERM or SIGINT. Then it stops accepting, answers\n"
     "    what it has taken, makes everything durable and ends.\n\n"
     "    An address that other machines can reach is refused unless a TLS proxy is named in\n"
     "    the configuration (trusted_proxy) or --insecure is given.\n\n"
     "    With --demo two centres to try things with are created once, their logins are\n"
     "    printed and written to DIR/demo.json. Started again on the same DIR everything\n"
     "    continues where it was, with or without --demo.\n\n"
     "    If the journal cannot be written, waiting requests are answered 503 and the server\n"
     "    ends with 1; a restart continues from what is on disk.\n",
     " data listen config demo insecure ", 0, 0, command_serve},
    {"init", "--data DIR --alias NAME --admin USER [--model connect|vcc] [--password-stdin]",
     "create an empty, usable centre",
     "    Makes the centre NAME in DIR: the statuses Available and Offline (vcc: Available,\n"
     "    On Break, Working Offline and Logged Out), hours of operation \"Basic Hours\" (always\n"
     "    open), BasicQueue, Basic Routing Profile, the entry point \"Basic chat\", and USER as\n"
     "    its administrator. DIR is created if it is not there. Made whole or not at all.\n\n"
     "    The administrator's password is asked for on the terminal, twice. Without a terminal\n"
     "    one is made up and printed once; --password-stdin reads it from standard input.\n\n"
     "    The server must not be running on DIR.\n",
     " data alias model admin first-name last-name password-stdin ", 0, 0, command_init},
    {"user add",
     "--data DIR [--role ROLE] [--first-name TEXT] [--last-name TEXT] [--group GROUP] [--supervises "
     "GROUP]... "
     "[--centre NAME] [--password-stdin] USER",
     "add a user",
     "    USER is made of letters, digits and _ - . @ and is unique on the whole server,\n"
     "    whatever its case. A new user gets the centre's first routing profile and is Offline.\n"
     "    The password is asked for, made up or read as with nextup init, and has to be\n"
     "    changed at the first sign-in. Works while the server runs and while it does not.\n",
     " data role first-name last-name group supervises centre password-stdin ", 1, 1, command_user_add},
    {"user groups", "--data DIR [--group GROUP] [--supervises GROUP]... USER",
     "put a user into a group, or over groups",
     "    An agent is in one group or none; a supervisor acts on the agents of the groups that\n"
     "    --supervises names, which replace those of before. What is not given stays as it is.\n"
     "    Whether supervisors are kept to their groups is a rule of the centre (on in the model\n"
     "    vcc). Works while the server runs and while it does not.\n\n"
     "    nextup user groups --data DIR --group Team vera\n"
     "    nextup user groups --data DIR --supervises Team --supervises Night sue\n"
     "    nextup user groups --data DIR --group \"\" victor\n",
     " data group supervises ", 1, 1, command_user_groups},
    {"user passwd", "--data DIR [--password-stdin] USER", "give a user a new password",
     "    Signs the user out everywhere; the new password has to be changed at the next\n"
     "    sign-in. Works while the server runs and while it does not.\n",
     " data password-stdin ", 1, 1, command_user_passwd},
    {"user role", "--data DIR USER ROLE", "change what a user may do",
     "    ROLE is agent, supervisor or admin. Works while the server runs and while it does not.\n",
     USER_OPTIONS, 2, 2, command_user_role},
    {"user disable", "--data DIR USER", "keep a user from signing in",
     "    Signs the user out everywhere and sets the offline status, at once or, with contacts\n"
     "    still open, as the next status. History and numbers stay.\n",
     USER_OPTIONS, 1, 1, command_user_disable},
    {"user enable", "--data DIR USER", "let a disabled user sign in again",
     "    The opposite of nextup user disable.\n", USER_OPTIONS, 1, 1, command_user_enable},
    {"user list", "--data DIR", "list the users of all centres",
     "    One line each: user, role, centre, whether enabled, group, name. The group of a\n"
     "    supervisor is followed by those it acts on.\n",
     USER_OPTIONS, 0, 0, command_user_list},
    {"user set", "--data DIR [--offer-time SECONDS] [--limit CHANNEL=N]... [--blend ON:CHANNEL=N]... USER",
     "set how an agent is offered work",
     "    How long an offer rings at this agent, how many contacts it may have at one time, and\n"
     "    what it may be offered while it is on something else. These go before the routing\n"
     "    profile's; a channel that the profile does not route stays so. What is not given stays\n"
     "    as it is. Works while the server runs and while it does not.\n\n"
     "    nextup user set --data DIR --offer-time 20 --limit chat=4 --limit total=4 vera\n"
     "    nextup user set --data DIR --blend chat:voice=0 --blend voice:chat=1 vera\n"
     "    nextup user set --data DIR --offer-time centre --limit chat=profile vera\n",
     " data offer-time limit blend ", 1, 1, command_user_set},
    {"queue set", "--data DIR --wrap-up LENGTH... [--centre NAME] QUEUE",
     "set how long wrap-up after a queue's contacts lasts",
     "    Wrap-up (post processing in the model vcc) lasts as long as the queue says; a queue that\n"
     "    says nothing leaves it to each agent's own length. What has begun already keeps its end.\n"
     "    Works while the server runs and while it does not.\n\n"
     "    nextup queue set --data DIR --wrap-up 30 Support\n"
     "    nextup queue set --data DIR --wrap-up 30 --wrap-up chat=60 --wrap-up task=0 Support\n"
     "    nextup queue set --data DIR --wrap-up agent Support\n",
     " data centre wrap-up ", 1, 1, command_queue_set},
    {"group add", "--data DIR [--centre NAME] GROUP", "make a group of agents",
     "    Supervisors act on the agents of the groups assigned to them, and status codes are\n"
     "    offered to groups. A centre makes at most 64 groups, removed ones among them. Works\n"
     "    while the server runs and while it does not.\n",
     " data centre ", 1, 1, command_group_add},
    {"group list", "--data DIR", "list the groups of all centres",
     "    One line each: group, id, centre, its agents, its supervisors.\n", " data ", 0, 0,
     command_group_list},
    {"group remove", "--data DIR [--centre NAME] GROUP", "remove a group of agents",
     "    Its agents are then in no group, its supervisors and status codes lose it, and its name\n"
     "    is free again.\n",
     " data centre ", 1, 1, command_group_remove},
    {"keys create", "--data DIR [--config FILE] USER", "give a user an access key for the API",
     "    Prints the access key and, once, its secret. Programs sign requests with them and may do\n"
     "    what the user's role may. Works while the server runs and while it does not; then --config\n"
     "    names the configuration whose master_key_file seals the secret.\n",
     " data config ", 1, 1, command_keys_create},
    {"keys list", "--data DIR", "list the access keys of all centres",
     "    One line each: access key, user, role, centre. Secrets are never shown.\n", " data config ", 0, 0,
     command_keys_list},
    {"keys rotate", "--data DIR [--config FILE] KEY", "replace an access key by a new one",
     "    Makes a new key of the same user, prints it with its secret, and revokes the old one.\n",
     " data config ", 1, 1, command_keys_rotate},
    {"keys revoke", "--data DIR KEY", "make an access key worthless",
     "    Requests signed with it are refused from now on.\n", " data config ", 1, 1, command_keys_revoke},
    {"tokens add", "--data DIR [--centre NAME] [--streams LIST] NAME",
     "give a program a token for the streams",
     "    Prints, once, a token that reads the centre's streams: \"Authorization: Bearer TOKEN\" on\n"
     "    /streams/agent-events, /streams/contact-events and /streams/contact-records. NAME is for you\n"
     "    to know it by. Only a hash of it is kept. Works while the server runs and while it does not.\n",
     " data centre streams ", 1, 1, command_tokens_add},
    {"tokens list", "--data DIR", "list the tokens for the streams",
     "    One line each: id, name, centre, since when, streams. Tokens themselves are not kept.\n", " data ",
     0, 0, command_tokens_list},
    {"tokens revoke", "--data DIR ID", "make a token worthless",
     "    ID as nextup tokens list shows it. Who reads with it is cut off.\n", " data ", 1, 1,
     command_tokens_revoke},
    {"origins add", "--data DIR [--centre NAME] ORIGIN", "let a site's pages embed the agents' panel",
     "    ORIGIN is https://HOST[:PORT], or http:// of localhost or 127.0.0.1; PORT may be *. Name\n"
     "    the centre if there are several. It holds at once, also while the server runs: frames,\n"
     "    messages between the pages and sign-out from there are checked against this list.\n",
     " data centre ", 1, 1, command_origins_add},
    {"origins list", "--data DIR", "list the sites that may embed the panel",
     "    One line each: origin, centre.\n", " data ", 0, 0, command_origins_list},
    {"origins remove", "--data DIR [--centre NAME] ORIGIN", "let a site embed the panel no more",
     "    Pages that are open there lose the panel with their next reload.\n", " data centre ", 1, 1,
     command_origins_remove},
    {"quotas show", "--data DIR [--centre NAME]", "list how often operations of the API may be asked",
     "    One line for each operation that has a quota of its own: a second, at once.\n", " data centre ", 0,
     0, command_quotas_show},
    {"quotas set", "--data DIR [--centre NAME] OPERATION A_SECOND AT_ONCE",
     "set how often an operation may be asked",
     "    OPERATION is one of the API, such as PutUserStatus, or \"default\" for all that have none of\n"
     "    their own. A_SECOND is the average, 1 to 10,000; AT_ONCE is 1 to 20,000. Beyond it, callers get\n"
     "    429 ThrottlingException and try again. It holds at once, also while the server runs.\n",
     " data centre ", 3, 3, command_quotas_set},
    {"quotas reset", "--data DIR [--centre NAME] [OPERATION]", "take a quota back, or all of them",
     "    What has no quota has the default.\n", " data centre ", 0, 1, command_quotas_reset},
    {"hours set", "--data DIR --week TEXT [--zone ZONE] [--centre NAME] HOURS", "change hours of operation",
     "    HOURS is the name of an hours-of-operation object, such as \"Basic Hours\". TEXT is a\n"
     "    weekly plan: \"mon-fri 09:00-17:30, sat 10:00-14:00\"; a stretch such as 22:00-02:00\n"
     "    goes over midnight; \"always\" is always open. Contacts that wait already stay.\n\n"
     "    A time is within the plan when the wall clock in ZONE shows it: an hour that the\n"
     "    clocks skip is not there, one that they repeat is open both times.\n",
     " data week zone centre ", 1, 1, command_hours_set},
    {"policy show", "[DOCUMENT | --data DIR [--centre NAME]]", "print a policy with every member said",
     "    DOCUMENT is a file, or connect or vcc for a preset; with --data what is in force in a\n"
     "    centre. What a document leaves to the preset of its model is written out, so the\n"
     "    result is a good beginning for a change:\n\n"
     "        nextup policy show --data /var/lib/nextup > today.json\n\n"
     "    The members are explained in docs/reference/policy.md. Works while the server runs\n"
     "    and while it does not.\n",
     " data centre ", 0, 1, command_policy_show},
    {"policy check", "[--json] DOCUMENT", "tell what is wrong with a policy, and what cannot be meant",
     "    Every error comes with its place as a JSON pointer and what was expected there. A\n"
     "    document without errors is looked through for what is allowed and yet cannot be\n"
     "    meant: statuses that nobody reaches or leaves, dead ends, mandatory reasons of which\n"
     "    none is active, rules without effect. These are warnings; notes are worth knowing.\n"
     "EXIT STATUS\n    0  the document is sound; there may be notes\n"
     "    1  there are errors or warnings\n    2  it cannot be read, or the command line was not "
     "understood\n",
     " json ", 1, 1, command_policy_check},
    {"policy diff", "[--json] DOCUMENT DOCUMENT", "tell in words what differs between two policies",
     "    Each DOCUMENT is a file, or connect or vcc for a preset. One line for each thing that\n"
     "    the second has otherwise:\n\n"
     "        agent, from On Break: may no longer Log Out\n\n"
     "    Reasons are compared only if the second document has any.\n"
     "EXIT STATUS\n    0  nothing differs\n    1  something differs\n"
     "    2  one cannot be read, or the command line was not understood\n",
     " json ", 2, 2, command_policy_diff},
    {"policy try", "DOCUMENT --journal DIR [--centre NAME] [--from DAY] [--to DAY] [--config FILE] [--json]",
     "replay recorded days under a policy and tell what would be different",
     "    Takes from the journal what people and programs asked for (statuses, signing in and\n"
     "    out, accepting, rejecting, ending, clearing, contacts, messages), asks a core under\n"
     "    DOCUMENT for the same at the same times, and tells what would have been refused, what\n"
     "    would have become a next status instead of applying at once or the other way round, and\n"
     "    how many offers would have been missed, how long contacts would have waited, how long\n"
     "    agents would have been in each status.\n\n"
     "    It is what the policy would have done with the same wishes, not what people would have\n"
     "    wished instead. What was refused then is not in a journal, so a policy that allows\n"
     "    more shows that in the totals only. An agent who accepted something and is offered\n"
     "    another contact at that moment takes that one.\n\n"
     "    The journal is copied first and never written to; the server may run meanwhile.\n",
     " journal centre from to config json ", 1, 1, command_policy_try},
    {"what-if",
     "--data DIR [--centre NAME] [--from TIME] [--to TIME] [CHANGES] [--config FILE] [--json]",
     "run a recorded day again under changes and tell how it would have been",
     "    Reads a day from the journal: who came and when, how long each contact took and was wrapped\n"
     "    up, how long customers waited before they left, how agents met their offers, what agents and\n"
     "    supervisors chose. Then lets the server's own core decide that day again, once as it was set\n"
     "    up and once under the changes, and prints three columns: as it was, simulated unchanged,\n"
     "    changed. How far the second differs from the first is the simulation's error.\n\n"
     "    TIME is 2026-11-20 or 2026-11-20T08:00, in UTC, or 2026-11-20T08:00:00+01:00. Without --from\n"
     "    it is the last recorded day; without --to, 24 hours; a day as --to is meant to its end.\n\n"
     "    Nothing is random: the same journal and changes give the same answer. What the day does\n"
     "    not tell (how long a customer would have waited who was answered) is drawn from what others\n"
     "    did that day, and how often is printed: docs/reference/what-if.md has every rule.\n\n"
     "    Nothing is written. The server may run meanwhile. DIR may be a data directory, one centre's\n"
     "    own, a copy, or what nextup restore laid out. No text of a customer or agent is opened.\n\n"
     "        nextup what-if --data DIR --agents-add 10 --profile Billing\n"
     "        nextup what-if --data DIR --from 2026-11-20 --offer-seconds Billing=30 --json\n"
     "        nextup what-if --data DIR --skip-status Lunch --skip-from 2026-11-20T12:00 --skip-to\n"
     "            2026-11-20T13:00\n",
     " data centre from to profile agents-add agents-remove offer-seconds wrap-up-seconds arrivals-factor "
     "skip-status skip-from skip-to config json ",
     0, 0, command_what_if},
    {"policy apply", "--data DIR [--centre NAME] DOCUMENT", "put a policy in force in a centre",
     "    Checks DOCUMENT, prints what it changes and changes just that; nothing if it is so\n"
     "    already. Offers, contacts and statuses of the moment stay; what comes next follows the\n"
     "    new policy. Without the member \"reasons\" the reason lists stay as they are.\n\n"
     "    Each applied document is kept as a version with its time and who applied it; what was\n"
     "    in force before the first one is version 1. Works while the server runs and while it\n"
     "    does not.\n",
     " data centre ", 1, 1, command_policy_apply},
    {"policy history", "--data DIR [--centre NAME]", "list the policies that were applied to a centre",
     "    One line each, the newest first: number, time (UTC), who applied it. The newest 100\n"
     "    are kept.\n",
     " data centre ", 0, 0, command_policy_history},
    {"policy rollback", "--data DIR [--centre NAME] NUMBER", "put an older policy in force again",
     "    NUMBER is a version of nextup policy history. It becomes a new version; no version is\n"
     "    ever changed.\n",
     " data centre ", 1, 1, command_policy_rollback},
    {"policy schema", "", "print the JSON Schema of a policy",
     "    Draft 2020-12. Editors that know it complete and check a document while it is written.\n", "", 0, 0,
     command_policy_schema},
    {"erase", "--data DIR (--contact ID | --user USERNAME) [--centre NAME] [--config FILE]",
     "make what is known of a person unreadable for good",
     "    With --contact: the name, attributes, messages, notes, whispers and addresses of the\n"
     "    contact ID and of every contact of its chain (before and after transfers). It must be over,\n"
     "    with no leg left. With --user: the names, password, sessions' addresses and access keys\n"
     "    of USERNAME, who must be disabled first.\n\n"
     "    The key under which these texts lie in the journal is destroyed, and the tables made from\n"
     "    them are cleared: nothing below DIR has them any more. Times, queues, statuses and every\n"
     "    number of the metrics stay, under ids without a name. It cannot be undone. Backups made\n"
     "    before still hold the key; texts of before bodies were encrypted, and receivers of the\n"
     "    event streams, keep theirs: docs/reference/erasure.md.\n\n"
     "    Works while the server runs and while it does not; then name the configuration if it has\n"
     "    a master_key_file. Done again for the same contact it changes nothing.\n\n"
     "        nextup erase --data /var/lib/nextup --contact 1c7c2b7e-4a36-4f0e-9d0f-1f0c3ee0a2d4\n"
     "        nextup user disable --data /var/lib/nextup alice\n"
     "        nextup erase --data /var/lib/nextup --user alice\n",
     " data contact user centre config ", 0, 0, command_erase},
    {"archive", "--data DIR --to FOLDER [--centre NAME] [--config FILE]",
     "move old files of the journals to another place",
     "    A centre's journal is a chain of files of some tens of MB. Those that are complete, wholly\n"
     "    older than the snapshots kept and in the history are copied to FOLDER/CENTRE, synced,\n"
     "    compared and listed in DIR/centres/CENTRE/journal/archived; then the originals go. The server\n"
     "    may run meanwhile. A crash at any moment loses nothing; the next run goes on.\n\n"
     "    The server starts without them. What needs every event (a lost book.db, an event stream's\n"
     "    start, verify, replay, backup, policy try) reads them in FOLDER as long as it is there, and\n"
     "    otherwise says in a sentence which file it misses: bring FOLDER back, put the file back into\n"
     "    DIR/centres/CENTRE/journal, or, if the files are elsewhere now, name that place with\n"
     "    another nextup archive. A file that is missing and was not archived is a fault as ever.\n"
     "    What was erased stays erased in FOLDER: the keys are in DIR.\n\n"
     "        nextup archive --data /var/lib/nextup --to /mnt/slow/nextup\n",
     " data to centre config ", 0, 0, command_archive},
    {"retention show", "--data DIR [--centre NAME]", "tell for how long contacts' texts are kept",
     "    In days; 0 is for good.\n", " data centre ", 0, 0, command_retention_show},
    {"retention set", "--data DIR [--centre NAME] DAYS", "erase contacts DAYS after they are over",
     "    DAYS is 1 to 36500; 0 keeps them for good, as a new centre does. The running server erases\n"
     "    (see nextup erase) every chain of contacts whose last one was over so long ago, the oldest\n"
     "    first, ten a second, beginning at once. Users are never erased by time.\n",
     " data centre ", 1, 1, command_retention_set},
    {"backup", "DIR FILE", "write all centres into one file",
     "    Copies every centre's journal, each consistent at one sequence number, into the tar\n"
     "    file FILE (mode 0600), which must not be there yet. The server may run meanwhile.\n"
     "    FILE holds password hashes, customers' texts and the keys to them (wrapped if there is a\n"
     "    master key): keep it as safe as DIR. What is erased later can still be read from it.\n",
     "", 2, 2, command_backup},
    {"restore", "FILE DIR", "lay a backup out in an empty directory",
     "    DIR must hold no centre. Everything is checked before it is there; a damaged FILE\n"
     "    leaves no centre behind.\n",
     "", 2, 2, command_restore},
    {"verify", "DIR", "check the journals, record by record",
     "    Prints each finding with its file, row and sequence number. Exits 1 if there is any.\n"
     "    The server must not be running on DIR.\n",
     "", 1, 1, command_verify},
    {"replay", "DIR [--config FILE]", "rebuild each centre's state from its journal and check it",
     "    Applies every event from the first on to an empty core, checks every invariant,\n"
     "    compares the newest snapshot, prints the digest. Name the configuration if it sets\n"
     "    limits under [centre]. The server must not be running on DIR.\n",
     " config ", 1, 1, command_replay},
};

int main(int argc, char **argv)
{
    return arguments_run(commands, sizeof commands / sizeof commands[0], argc, argv);
}
