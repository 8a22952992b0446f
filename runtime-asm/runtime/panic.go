// panic.go: panic, recover, Goexit.
//
// A panic is a record in gopanic's frame, linked from g._panic. gopanic runs the pending deferred calls of the
// whole goroutine, newest first, on top of the stack that panicked: frames stay where they are until
// one of the calls recovers. Then the stack is cut back to the frame that deferred the call, and its
// deferproc call returns a second time, with 1 (defer.go).
//
// A deferred function may itself panic, or call Goexit. The record whose call was under way is marked
// as started; whoever meets it next in the list knows that the panic that ran it is over ("aborted").
package runtime

import "unsafe"

// getargp is the address at which its caller's outgoing arguments begin.
//go:nosplit
//go:noinline
func getargp() unsafe.Pointer {
	return unsafe.Pointer(getcallersp())
}

// dropDefer takes d, the newest record, off the list.
func dropDefer(gp *g, d *_defer) {
	d._panic = nil
	d.fn = nil
	gp._defer = d.link
	freedefer(d)
}

// gopanic implements the predeclared function panic.
func gopanic(e interface{}) {
	gp := getg()
	if gp.m.curg != gp {
		print("panic: ")
		printany(e)
		print("\n")
		throw("panic on system stack")
	}
	if gp.m.mallocing != 0 {
		print("panic: ")
		printany(e)
		print("\n")
		throw("panic during malloc")
	}

	var p _panic
	p.arg = e
	p.link = gp._panic
	gp._panic = (*_panic)(noescape(unsafe.Pointer(&p)))

	for {
		d := gp._defer
		if d == nil {
			break
		}
		if d.started {
			// An earlier panic, or Goexit, was running it, and it panicked: that one will not go on.
			if d._panic != nil {
				d._panic.aborted = true
			}
			dropDefer(gp, d)
			continue
		}
		d.started = true
		d._panic = (*_panic)(noescape(unsafe.Pointer(&p)))

		p.argp = getargp()
		calldefer()
		p.argp = nil

		if gp._defer != d {
			throw("bad defer entry in panic")
		}
		pc, sp := d.pc, d.sp
		dropDefer(gp, d)
		if p.recovered {
			gp._panic = p.link
			for gp._panic != nil && gp._panic.aborted {
				gp._panic = gp._panic.link
			}
			if gp._panic == nil {
				gp.sig = 0
			}
			gp.sigcode = sp
			gp.sigpc = pc
			mcall(recovery)
			throw("recovery failed")
		}
	}

	preprintpanics(gp._panic)
	fatalpanic(gp._panic)
}

// recovery goes on in the frame that deferred the recovering call, as if deferproc returned 1.
// gopanic has left SP and PC in sigcode and sigpc, whose signal has been dealt with.
func recovery(gp *g) {
	gp.sched.sp = gp.sigcode
	gp.sched.pc = gp.sigpc
	gp.sched.ret = 1
	gp.sched.ctxt = nil
	gogo(&gp.sched)
}

// gorecover implements the predeclared function recover. argp is where the caller's arguments lie; the
// call counts only in a function that gopanic itself called, whose arguments lie at _panic.argp.
//go:nosplit
func gorecover(argp uintptr) interface{} {
	p := getg()._panic
	if p != nil && !p.recovered && argp == uintptr(p.argp) {
		p.recovered = true
		return p.arg
	}
	return nil
}

// Goexit runs all pending deferred calls and ends the goroutine. No panic is involved: recover is
// nil in them.
func Goexit() {
	gp := getg()
	for {
		d := gp._defer
		if d == nil {
			break
		}
		if d.started {
			if d._panic != nil {
				d._panic.aborted = true
			}
			dropDefer(gp, d)
			continue
		}
		d.started = true
		calldefer()
		if gp._defer != d {
			throw("bad defer entry in Goexit")
		}
		dropDefer(gp, d)
	}
	goexit1()
}

// stringer is what panic values may implement to be printed.
type stringer interface {
	String() string
}

// preprintpanics replaces errors and Stringers by their texts, while user code may still run.
func preprintpanics(p *_panic) {
	defer func() {
		if recover() != nil {
			throw("panic while printing panic value")
		}
	}()
	for ; p != nil; p = p.link {
		switch v := p.arg.(type) {
		case error:
			p.arg = v.Error()
		case stringer:
			p.arg = v.String()
		}
	}
}

// printpanics prints p and, before it, the panics that were under way when it came.
func printpanics(p *_panic) {
	if p.link != nil {
		printpanics(p.link)
		print("\t")
	}
	print("panic: ")
	printany(p.arg)
	if p.recovered {
		print(" [recovered]")
	}
	print("\n")
}

// fatalpanic ends the program with the panics' texts and a traceback.
func fatalpanic(p *_panic) {
	pc := getcallerpc()
	sp := getcallersp()
	gp := getg()
	systemstack(func() {
		enterDying(gp)
		printpanics(p)
		die(gp, pc, sp)
	})
}

// throw ends the program: the runtime cannot go on. Deferred calls do not run.
//go:nosplit
func throw(s string) {
	pc := getcallerpc()
	sp := getcallersp()
	gp := getg()
	systemstack(func() {
		enterDying(gp)
		print("fatal error: ", s, "\n")
		if gp.m.throwing == 0 {
			gp.m.throwing = 1
		}
		die(gp, pc, sp)
	})
}

// enterDying guards against faults while the program reports a fault.
func enterDying(gp *g) {
	mp := gp.m
	mp.locks++
	mp.dying++
	switch {
	case mp.dying == 2:
		print("panic during panic\n")
		flushPrint()
		exit(3)
	case mp.dying > 2:
		exit(4)
	}
}

// die prints the signal, if there was one, and the tracebacks, and exits with status 2. It runs on g0
// or the signal stack; gp, pc and sp say what failed.
func die(gp *g, pc, sp uintptr) {
	mp := gp.m
	if gp.sig != 0 {
		printsignal(gp)
	}
	if gp == mp.g0 || gp == mp.gsignal {
		if mp.throwing >= 0 {
			print("\nruntime stack:\n")
			traceback(pc, sp, gp)
		}
		if mp.curg != nil {
			print("\n")
			goroutineheader(mp.curg)
			traceback(mp.curg.sched.pc, mp.curg.sched.sp, mp.curg)
		}
	} else {
		print("\n")
		goroutineheader(gp)
		traceback(pc, sp, gp)
	}
	if mp.throwing != 0 || mp.curg == nil {
		tracebackothers(gp)
	}
	flushPrint()
	exit(2)
}

func badmcall() {
	throw("runtime: mcall function returned")
}

func badmorestackg0() {
	throw("morestack on g0")
}
