// proc.go: start, goroutines, and the scheduler.
//
// One thread runs all goroutines in turn. A goroutine runs until it blocks, yields, ends, or a prologue
// finds that it had its turn; then the scheduler, on g0, picks the next. The order is that of Go with
// one processor: a slot for the goroutine that was readied last (runnext), a queue of 256 behind it,
// and a global queue that takes what overflows and whoever yields; the global queue is looked at
// first on every 61st pick, so that nobody waits for ever.
//
// When nothing can run, the thread sleeps until the next timer; without timers the program is dead.
package runtime

import "unsafe"

const runqSize = 256

// sched is the scheduler's state.
var sched struct {
	runnext *g
	inherit int32 // picks of runnext in a row
	tick    uint32

	runq     [runqSize]*g
	runqHead uint32
	runqTail uint32

	globalHead *g
	globalTail *g
	globalSize int32

	free  *g // dead goroutines, for reuse
	ngsys int32
	live  int32 // goroutines that are not dead
	goid  int64

	timersDue bool   // look at the timers before the next goroutine runs
	polls     uint32 // communications that found nobody
}

// allgs holds every goroutine ever made, except g0 and the signal goroutine.
var allgs []*g

// schedinit is the first Go code that runs, on g0.
func schedinit() {
	m0.curg = nil
	mallocinit()
	randinit()
	goargs()
	debugStack = 0
	if gogetenv("GO9DEBUG") == "stack" {
		debugStack = 1
	}
	initsig()
	sched.goid = 0
	newproc1(mainStart(), nil, 0, funcPC(goexit))
}

// mainStart is runtime.main as a function value.
func mainStart() *funcval {
	fn := main
	return *(**funcval)(unsafe.Pointer(&fn))
}

// main is the first goroutine.
func main() {
	sched.goid = 4 // numbers below belong to the collector's goroutines in Go 1.13
	doInit(mainInittask())
	mainMain()
	flushPrint()
	exit(0)
}

// initTask is the compiler's record of a package's initialisation: packages to do first, then
// functions to call. Pointers to the former and code addresses of the latter follow the header.
type initTask struct {
	state uintptr // 0 not done, 1 under way, 2 done
	ndeps uintptr
	nfns  uintptr
}

func doInit(t *initTask) {
	switch t.state {
	case 2:
		return
	case 1:
		throw("recursive call during initialization - linker skew")
	}
	t.state = 1
	at := uintptr(unsafe.Pointer(t)) + unsafe.Sizeof(initTask{})
	for i := uintptr(0); i < t.ndeps; i++ {
		doInit(*(**initTask)(unsafe.Pointer(at)))
		at += 8
	}
	for i := uintptr(0); i < t.nfns; i++ {
		// A func value points to a word that holds the code's address: the word in the record.
		p := unsafe.Pointer(at)
		f := *(*func())(unsafe.Pointer(&p))
		f()
		at += 8
	}
	t.state = 2
}

// newproc implements the go statement: a new goroutine calls fn with the siz bytes of arguments that
// follow fn in the caller's frame.
//go:nosplit
func newproc(siz int32, fn *funcval) {
	args := unsafe.Pointer(uintptr(unsafe.Pointer(&fn)) + unsafe.Sizeof(fn))
	pc := getcallerpc()
	systemstack(func() {
		newproc1(fn, args, siz, pc)
	})
}

// newproc1 makes the goroutine and its stack: room above, the arguments, and a return address inside
// goexit. On g0.
func newproc1(fn *funcval, args unsafe.Pointer, siz int32, callerpc uintptr) {
	if fn == nil {
		m0.throwing = -1
		throw("go of nil func value")
	}
	room := uintptr(4*8) + (uintptr(siz)+7)&^7
	if room >= stackMin-stackGuard-8 {
		throw("newproc: function arguments too large for new goroutine")
	}
	gp := sched.free
	if gp != nil {
		sched.free = gp.schedlink
		gp.schedlink = nil
	} else {
		gp = new(g)
		gp.m = &m0
		allgs = append(allgs, gp)
	}
	if gp.stack.lo == 0 {
		gp.stack = stackalloc(stackMin)
	}
	gp.stackguard0 = gp.stack.lo + stackGuard
	gp.stackguard1 = gp.stackguard0

	sp := gp.stack.hi - room
	if siz > 0 {
		memmove(unsafe.Pointer(sp), args, uintptr(siz))
	}
	sp -= 8
	*(*uintptr)(unsafe.Pointer(sp)) = funcPC(goexit) + 1
	gp.sched = gobuf{sp: sp, pc: fn.fn, ctxt: unsafe.Pointer(fn), g: gp}
	gp.startpc = fn.fn
	gp.gopc = callerpc
	gp.status = gRunnable
	sched.goid++
	gp.goid = sched.goid
	sched.live++
	runqput(gp, true)
	if sched.live > 1 {
		limitTurns()
	}
}

// goexit1 ends the current goroutine.
func goexit1() {
	mcall(goexit0)
}

func goexit0(gp *g) {
	gp.status = gDead
	gp._defer = nil
	gp._panic = nil
	gp.param = nil
	gp.waiting = nil
	gp.waitreason = ""
	gp.sig = 0
	if gp.stack.hi-gp.stack.lo != stackMin {
		stackfree(gp.stack)
		gp.stack = stack{}
	}
	gp.sched = gobuf{}
	sched.live--
	gp.schedlink = sched.free
	sched.free = gp
	schedule()
}

// runqput makes gp runnable: as the next to run, which sends the one that was next to the queue's
// end, or at the end itself.
func runqput(gp *g, next bool) {
	if next {
		gp, sched.runnext = sched.runnext, gp
		if gp == nil {
			return
		}
	}
	if sched.runqTail-sched.runqHead < runqSize {
		sched.runq[sched.runqTail%runqSize] = gp
		sched.runqTail++
		return
	}
	// Full: half of the queue moves to the global one, and gp behind it.
	for i := 0; i < runqSize/2; i++ {
		globrunqput(runqpop())
	}
	globrunqput(gp)
}

func runqpop() *g {
	if sched.runqHead == sched.runqTail {
		return nil
	}
	gp := sched.runq[sched.runqHead%runqSize]
	sched.runq[sched.runqHead%runqSize] = nil
	sched.runqHead++
	return gp
}

func globrunqput(gp *g) {
	gp.schedlink = nil
	if sched.globalTail != nil {
		sched.globalTail.schedlink = gp
	} else {
		sched.globalHead = gp
	}
	sched.globalTail = gp
	sched.globalSize++
}

func globrunqpop() *g {
	gp := sched.globalHead
	if gp == nil {
		return nil
	}
	sched.globalHead = gp.schedlink
	if sched.globalHead == nil {
		sched.globalTail = nil
	}
	gp.schedlink = nil
	sched.globalSize--
	return gp
}

// inheritMax is how often in a row runnext is picked while others wait: two goroutines that wake each
// other would else starve the rest. Go limits the time instead.
const inheritMax = 1000

// pick takes the next goroutine to run, nil if there is none.
func pick() *g {
	sched.tick++
	if sched.tick%61 == 0 {
		if gp := globrunqpop(); gp != nil {
			return gp
		}
	}
	if gp := sched.runnext; gp != nil {
		if sched.inherit < inheritMax || sched.runqHead == sched.runqTail && sched.globalHead == nil {
			sched.runnext = nil
			sched.inherit++
			return gp
		}
		sched.runnext = nil
		globrunqput(gp)
	}
	sched.inherit = 0
	if gp := runqpop(); gp != nil {
		return gp
	}
	gp := globrunqpop()
	if gp != nil {
		// Take what fits in half the queue along.
		for i := 0; i < runqSize/2-1; i++ {
			next := globrunqpop()
			if next == nil {
				break
			}
			runqput(next, false)
		}
	}
	return gp
}

// schedule runs the next goroutine. On g0; never returns.
func schedule() {
	m0.curg = nil
	for {
		if len(timers) > 0 && (sched.timersDue || sched.tick%64 == 0 || !anyRunnable()) {
			sched.timersDue = false
			runtimers(nanotime())
		}
		if gp := pick(); gp != nil {
			execute(gp)
		}
		if len(timers) > 0 {
			if wait := timers[0].when - nanotime(); wait > 0 {
				nanosleep(wait)
			}
			continue
		}
		if sched.live == 0 {
			throw("no goroutines (main called runtime.Goexit) - deadlock!")
		}
		m0.throwing = -1 // the goroutines' tracebacks suffice
		throw("all goroutines are asleep - deadlock!")
	}
}

func anyRunnable() bool {
	return sched.runnext != nil || sched.runqHead != sched.runqTail || sched.globalHead != nil
}

// execute goes on with gp.
func execute(gp *g) {
	gp.status = gRunning
	m0.curg = gp
	gogo(&gp.sched)
}

// gopark stops the current goroutine until goready. reason is what tracebacks show.
func gopark(reason string) {
	gp := getg()
	gp.waitreason = reason
	gp.status = gWaiting
	mcall(park)
}

func park(gp *g) {
	schedule()
}

// goready makes a parked goroutine the next to run.
func goready(gp *g) {
	if gp.status != gWaiting {
		throw("goready: goroutine does not wait")
	}
	gp.status = gRunnable
	runqput(gp, true)
}

// Gosched lets others run.
func Gosched() {
	mcall(yield)
}

func yield(gp *g) {
	gp.status = gRunnable
	globrunqput(gp)
	schedule()
}

// Turns. Once there are several goroutines, or timers, a signal comes for every 10 ms of CPU time; it sets
// the running goroutine's stack guard so that the next prologue calls morestack (signal.go, stack.go).
const turn = 10000 // microseconds

// itimerval is the kernel's, in microseconds.
type itimerval struct {
	intervalSec, intervalUsec int64
	valueSec, valueUsec       int64
}

var turnsLimited bool

// limitTurns starts the signals.
func limitTurns() {
	if turnsLimited {
		return
	}
	turnsLimited = true
	it := itimerval{intervalUsec: turn, valueUsec: turn}
	const itimerProf = 2
	rawsyscall(sysSetitimer, itimerProf, uintptr(unsafe.Pointer(&it)), 0, 0, 0, 0)
}

// mayPreempt tells whether gp, stopped in a prologue, may be put aside: not while the runtime is at work
// for it, which is so if the function was called by the runtime or by generated code that the runtime
// calls (hashing and comparing).
func mayPreempt(gp *g) bool {
	mp := gp.m
	if mp.locks != 0 || mp.mallocing != 0 || mp.dying != 0 {
		return false
	}
	name := funcname(findfunc(mp.morebuf.pc - 1))
	return !hasPrefix(name, "runtime.") && !hasPrefix(name, "type..") ||
		name == "runtime.goexit" || name == "runtime.main" || hasPrefix(name, "runtime.calldefer")
}

func hasPrefix(s, prefix string) bool {
	return len(s) >= len(prefix) && s[:len(prefix)] == prefix
}

// gopreempt ends gp's turn. On g0.
func gopreempt(gp *g) {
	sched.timersDue = true
	if anyRunnable() || len(timers) > 0 {
		yield(gp)
	}
}

// pollYield is called when a communication that need not wait found nobody: a loop that polls would keep
// the goroutine it polls for from running.
func pollYield() {
	sched.polls++
	if sched.polls%16 == 0 && anyRunnable() && getg() == m0.curg {
		Gosched()
	}
}
