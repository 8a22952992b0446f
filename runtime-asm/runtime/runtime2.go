// runtime2.go: the records that the compiler, the assembly and the rest of the runtime share.
//
// Three kinds of facts are fixed here, each by somebody else:
//   - what compiled code touches directly: the prologue compares SP with g.stackguard0 (offset 16),
//     wrapper prologues read g._panic (32) and _panic.argp (0), `defer` fills _defer.siz (0) and
//     _defer.fn (24) of a record in its own frame and puts the arguments behind it (48);
//   - what the assembly touches: stack, m and sched of g, g0 and curg of m;
//   - the shape of func values, which a call passes in DX.
// Everything else may be changed freely.
package runtime

import "unsafe"

// funcval is what a func value points to: a code pointer, then the captured variables. A call
// passes its address in DX.
type funcval struct {
	fn uintptr
}

// stack is a range of addresses [lo, hi).
type stack struct {
	lo uintptr
	hi uintptr
}

// gobuf holds what is needed to go on with a goroutine that does not run.
type gobuf struct {
	sp   uintptr        // 0
	pc   uintptr        // 8
	g    *g             // 16
	ctxt unsafe.Pointer // 24: closure context, DX on resumption
	ret  uintptr        // 32: AX on resumption; 1 makes deferproc return a second time
	bp   uintptr        // 40: frame pointer
}

// g is a goroutine.
type g struct {
	stack       stack   // 0
	stackguard0 uintptr // 16: lowest SP a prologue accepts, or stackPreempt
	stackguard1 uintptr // 24: as stackguard0, never stackPreempt
	_panic      *_panic // 32: innermost panic that is being handled
	_defer      *_defer // 40: innermost pending deferred call
	m           *m      // 48
	sched       gobuf   // 56: where to go on; valid while the goroutine does not run

	goid       int64
	status     uint32
	waitreason string
	schedlink  *g             // next in whatever queue the goroutine is in
	param      unsafe.Pointer // what woke a blocked channel operation: its sudog
	waiting    *sudog         // channel operations that a blocked select has queued, in lock order
	selectDone bool           // a waiting select has been won by some case
	startpc    uintptr        // entry of the goroutine's function
	gopc       uintptr        // pc of the go statement
	ancestorID int64          // goid of the creator
	paniconce  bool
	goexiting  bool // runtime.Goexit is running the deferred calls
	throwing   bool
	system     bool // not counted: belongs to the runtime

	sig     uint32  // signal that becomes a panic in sigpanic
	sigcode uintptr // its si_code
	sigaddr uintptr // its fault address
	sigpc   uintptr // its program counter

	sleepWhen int64 // wake-up time while asleep
}

// Statuses of a goroutine.
const (
	gIdle     = iota // no stack yet
	gRunnable        // in a run queue
	gRunning
	gWaiting // parked; waitreason tells for what
	gDead    // finished, to be used again
)

// m is the thread. There is one; goroutines take turns on it.
type m struct {
	g0      *g // 0: its stack is the one the kernel gave; the scheduler and the collector run on it
	curg    *g // 8: goroutine that runs, or that asked for systemstack
	gsignal *g // 16: stack of the signal handler

	morebuf gobuf // 24: who called the function that ran out of stack (set by morestack)

	locks     int32 // while positive, nobody preempts
	mallocing int32
	throwing  int32
	dying     int32
}

// _defer is a pending deferred call. `defer` outside loops keeps it in the frame (heap is false);
// the compiler has written siz, fn and the arguments behind the record before deferprocStack links it.
type _defer struct {
	siz     int32    // 0: bytes of arguments at offset 48
	started bool     // 4: a panic has begun to run it
	heap    bool     // 5: allocated by deferproc
	sp      uintptr  // 8: SP of the frame that deferred, at the call
	pc      uintptr  // 16: return address of that call: recovery goes on there with AX = 1
	fn      *funcval // 24
	_panic  *_panic  // 32: the panic that runs it
	link    *_defer  // 40: next older
}

// _panic is a panic that is being handled. It lies in gopanic's frame.
type _panic struct {
	argp      unsafe.Pointer // 0: where the arguments of the deferred call lie; recover compares with it
	arg       interface{}    // 8: argument of panic
	link      *_panic        // 24: next older
	recovered bool
	aborted   bool
	goexit    bool // stands for runtime.Goexit
}

// sudog is a goroutine that waits for a channel or semaphore: a goroutine may be on several queues
// (select) and a queue holds many.
type sudog struct {
	g        *g
	isSelect bool
	success  bool           // woken by a communication, not by close
	elem     unsafe.Pointer // where the value is or goes; may point into the goroutine's stack
	next     *sudog
	prev     *sudog
	waitlink *sudog // g.waiting
	c        *hchan // channel
	caseIdx  int
	ticket   uint32
}
