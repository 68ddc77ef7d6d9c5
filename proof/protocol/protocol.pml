/* From a client's wish to its answer, with crashes: two clients, the pump, the journal's writer thread, a disk that
 * forgets what was not flushed, and restarts. It must not know what a command means: a command is one row.
 *
 *     client --wish--> pump: applied++ (a row in memory) -----------> answer, once known_durable >= what it has seen
 *                        |                                  ^
 *                        v                    known_durable |
 *                      writer: rows into the file, then one flush for all of them
 *
 *     a crash leaves   kill -9: every row written, flushed or not (the page cache lives on)
 *                      power cut: the flushed rows and any number of the written ones behind them
 *     a failed flush   the kernel may drop the rows behind the flushed ones and call them clean; the program ends
 *     a restart        reads the rows, brings them home with a flush, and only then answers
 *
 * Holds in every order of steps, with CRASHES crashes or failed flushes at any moment:
 *
 *     honest    what anybody was told of (an answer, a read, a refusal, an event to a watcher) no crash takes back;
 *               so what was acknowledged is kept
 *     once      a client that learns that the outcome is unknown looks, asks again under the version it saw, and
 *               is not carried out twice
 *     answered  every wish ends: done, refused, or "outcome unknown" and asked again (a second run, with fairness)
 *
 * Planted faults, each of which must be found (protocol_test.py):
 *     ANSWER_EARLY      an answer leaves when the row is applied
 *     READ_EARLY        a read answers from the state without waiting
 *     REFUSE_EARLY      a refusal does
 *     FLUSH_LATER       the writer says durable after the write, before the flush
 *     BELIEVE_RETRY     a failed flush is tried again, and believed
 *     RESTART_UNFLUSHED the restart answers from rows that were read but not flushed
 *     ASK_AGAIN_BLIND   a client asks again without the version it has seen
 *     FORGET_WAITING    a crash tells nobody that the line is broken
 */
#ifndef CRASHES
#define CRASHES 2
#endif
#ifndef WISHES
#define WISHES 2 /* changes that each client wants */
#endif
#define CLIENTS 2
#define ROWS    8 /* room for what ASK_AGAIN_BLIND makes */

mtype = { CHANGE, READ, DONE, SHOWN, REFUSED, LOST };

/* ---- the disk: outlives the server ---- */
byte owner[ROWS + 1]; /* 1 + the client whose row it is; 0: no row */
byte wish_of[ROWS + 1];
byte written;         /* rows in the file as the page cache has it */
byte flushed;         /* rows that a power cut leaves */

/* ---- the server's memory: gone with a crash ---- */
bool up = true;
bool failed;          /* a flush failed: nothing above known_durable is ever answered */
bool dropped;         /* the pages behind the flushed ones count as clean */
byte applied;         /* rows in the core's state */
byte known_durable;   /* as the pump knows it */
mtype waiting[CLIENTS]; /* the answer that waits; 0: none */
byte needs[CLIENTS];    /* rows that it has seen */

/* ---- the lines, and what was said over them ---- */
chan wishes = [CLIENTS] of { byte, mtype, byte, byte }; /* client, kind, which wish, the version it has seen */
chan answers[CLIENTS] = [1] of { mtype, byte };         /* what, rows it has seen */
byte told;            /* the most rows that anybody was told of */
byte finished;        /* clients all of whose wishes are done */
byte crashes;

#ifdef ANSWER_EARLY
#define EARLY(what) (what == DONE)
#else
#ifdef READ_EARLY
#define EARLY(what) (what == SHOWN)
#else
#ifdef REFUSE_EARLY
#define EARLY(what) (what == REFUSED)
#else
#define EARLY(what) false
#endif
#endif
#endif

#define MAY_LEAVE(who) (up && waiting[who] != 0 && (needs[who] <= known_durable || EARLY(waiting[who])))

inline tell(who)
{
    if
    :: needs[who] > told -> told = needs[who]
    :: else
    fi;
    answers[who]!waiting[who], needs[who];
    waiting[who] = 0;
    needs[who] = 0
}

/* ---- client: its changes, one after the other ---- */

/* Rows of this wish among the first `rows`. */
inline count(rows)
{
    mine = 0;
    for (row : 1 .. rows) {
        if
        :: owner[row] == me + 1 && wish_of[row] == wish -> mine++
        :: else
        fi
    }
    assert(mine <= 1); /* once */
    row = 0
}

proctype client(byte me)
{
    byte wish = 1;
    byte version; /* rows it was shown last */
    byte row;
    byte mine;
    mtype what;

    do
    :: wish <= WISHES ->
        atomic { up -> wishes!me, CHANGE, wish, version };
        atomic { answers[me]?what, version };
        if
        :: what == DONE -> atomic { count(version); mine = 0; wish++ }
        :: else -> /* refused, or the outcome is unknown */
#ifndef ASK_AGAIN_BLIND
            do /* look whether it is still to be asked */
            :: atomic { up -> wishes!me, READ, 0, 0 };
               atomic { answers[me]?what, version };
               if
               :: what == SHOWN -> break
               :: else
               fi
            od;
            atomic { count(version); wish = wish + mine; mine = 0 }
#else
            skip
#endif
        fi
    :: else -> break
    od;
    finished++
}

/* ---- pump ---- */
inline decide(who, kind, wish, version)
{
    if
    :: kind == READ -> waiting[who] = SHOWN
#ifndef ASK_AGAIN_BLIND
    :: kind == CHANGE && version != applied -> waiting[who] = REFUSED
    :: kind == CHANGE && version == applied ->
#else
    :: kind == CHANGE && applied == ROWS -> waiting[who] = REFUSED
    :: kind == CHANGE && applied < ROWS ->
#endif
        applied++;
        owner[applied] = who + 1;
        wish_of[applied] = wish;
        waiting[who] = DONE
    fi;
    needs[who] = applied
}

proctype pump()
{
    byte who;
    byte wish;
    byte version;
    mtype kind;

end:
    do
    :: atomic { up && !failed && nempty(wishes) -> wishes?who, kind, wish, version; decide(who, kind, wish, version);
                who = 0; wish = 0; version = 0; kind = 0 }
    :: atomic { MAY_LEAVE(0) -> tell(0) }
    :: atomic { MAY_LEAVE(1) -> tell(1) }
    :: atomic { up && known_durable > told -> told = known_durable } /* the watchers */
    od
}

/* ---- the journal's writer: one flush for all that was written since the last ---- */
proctype writer()
{
end:
    do
    :: atomic { up && !failed && !dropped && applied > written -> written++ }
#ifdef FLUSH_LATER
    :: atomic { up && !failed && written > known_durable -> known_durable = written }
#endif
    :: atomic { up && !failed && !dropped && written > flushed -> flushed = written; known_durable = written }
    :: atomic { up && !failed && !dropped && written > flushed && crashes < CRASHES -> crashes++;
#ifdef BELIEVE_RETRY
                known_durable = written
#else
                dropped = true; failed = true
#endif
       }
    od
}

/* ---- crashes and restarts ---- */
inline break_line(who)
{
    if
    :: waiting[who] != 0 ->
        waiting[who] = 0;
        needs[who] = 0;
#ifndef FORGET_WAITING
        answers[who]!LOST, 0
#endif
    :: else
    fi
}

proctype world()
{
    byte who;

end:
    do
    :: atomic {
        up && (failed || crashes < CRASHES) ->
        if
        :: failed -> skip /* the program ends by itself */
        :: else -> crashes++
        fi;
        up = false;
        known_durable = 0;
        break_line(0);
        break_line(1);
        do
        :: nempty(wishes) -> wishes?who, _, _, _; answers[who]!LOST, 0
        :: empty(wishes) -> break
        od;
        who = 0;
        if
        :: !dropped -> skip /* kill -9 */
        :: do /* power cut, or the kernel gives dropped pages away */
           :: written > flushed -> owner[written] = 0; wish_of[written] = 0; written--
           :: break
           od
        fi;
        failed = false;
        dropped = false;
        do /* rows that were only in memory */
        :: applied > written -> owner[applied] = 0; wish_of[applied] = 0; applied--
        :: else -> break
        od;
        assert(written >= told) /* honest */
    }
    :: atomic {
        !up ->
        up = true;
        /* The checkpoint copies the rows out of the log as new pages and flushes those: dropped pages are no matter. */
#ifndef RESTART_UNFLUSHED
        flushed = written;
#endif
        known_durable = written
    }
    od
}

init
{
    atomic { run pump(); run writer(); run world(); run client(0); run client(1) }
}

ltl answered { <> (finished == CLIENTS) }
