// traceback.go: stacks as text, and as program counters for Caller and its like.
//
// A frame may stand for several functions, if calls were expanded in place: the function table knows for each PC the
// innermost expanded call and, for each expanded call, its caller. Readers see logical frames.
package runtime

import "unsafe"

const framesMax = 100 // a traceback shows that many

// logical visits the functions that a frame stands for, innermost first, with the file and line each is at;
// inlined is false for the last, the real one.
func logical(f *stkframe, visit func(name, file string, line int32, inlined bool) bool) bool {
	pc := f.callpc()
	file, line := funcline(f.fn, pc)
	for i := inlineIndex(f.fn, pc); i >= 0; {
		parent, callee, callFile, callLine := inlineCall(f.fn, i)
		if !visit(callee, file, line, true) {
			return false
		}
		file, line = callFile, callLine
		i = parent
	}
	return visit(funcname(f.fn), file, line, false)
}

// isShown tells whether tracebacks for users show a function: not the runtime's own, unless exported.
func isShown(name string) bool {
	const prefix = "runtime."
	if len(name) > len(prefix) && name[:len(prefix)] == prefix {
		c := name[len(prefix)]
		return 'A' <= c && c <= 'Z'
	}
	for i := 0; i < len(name); i++ {
		if name[i] == '.' {
			return true
		}
	}
	return false
}

// traceback prints the frames from pc, sp on.
func traceback(pc, sp uintptr, gp *g) {
	showAll := gp.m.throwing > 0 && (gp == gp.m.curg || gp == gp.m.g0 || gp == gp.m.gsignal)
	n := 0
	panicked := false // the frame above belongs to a panic
	walkFrames(pc, sp, gp, func(f *stkframe) bool {
		if n == framesMax {
			print("...additional frames elided...\n")
			n++
			return false
		}
		first := n == 0
		printed := false
		logical(f, func(name, file string, line int32, inlined bool) bool {
			isPanic := name == "runtime.gopanic" && !first
			if !showAll && !isPanic && (!isShown(name) || !inlined && isWrapper(f.fn) && !panicked) {
				return true
			}
			printed = true
			printframe(f, name, file, line, inlined)
			return true
		})
		if printed {
			n++
		}
		name := funcname(f.fn)
		panicked = name == "runtime.gopanic" || name == "runtime.sigpanic" || name == "runtime.panicwrap"
		return true
	})
	if gp.gopc != 0 && n <= framesMax && gp.goid != 1 {
		printcreatedby(gp)
	}
}

func printframe(f *stkframe, name, file string, line int32, inlined bool) {
	if name == "runtime.gopanic" {
		name = "panic"
	}
	print(name, "(")
	if inlined {
		print("...")
	} else {
		words := uintptr(0)
		if n := funcArgs(f.fn); n > 0 {
			words = uintptr(n) / 8
		}
		for i := uintptr(0); i < words; i++ {
			if i == 10 {
				print(", ...")
				break
			}
			if i > 0 {
				print(", ")
			}
			printhex(uint64(*(*uintptr)(unsafe.Pointer(f.argp + i*8))))
		}
	}
	print(")\n\t", file, ":", line)
	if entry := f.fn.start(); f.pc > entry && !inlined {
		print(" +")
		printhex(uint64(f.pc - entry))
	}
	print("\n")
}

// printcreatedby prints where the goroutine's go statement is.
func printcreatedby(gp *g) {
	f := findfunc(gp.gopc)
	if !f.valid() || !isShown(funcname(f)) {
		return
	}
	file, line := funcline(f, gp.gopc-1)
	print("created by ", funcname(f), "\n\t", file, ":", line)
	if entry := f.start(); gp.gopc > entry {
		print(" +")
		printhex(uint64(gp.gopc - entry))
	}
	print("\n")
}

// goroutineheader prints the line that opens a goroutine's traceback.
func goroutineheader(gp *g) {
	status := "running"
	switch gp.status {
	case gRunnable:
		status = "runnable"
	case gWaiting:
		status = gp.waitreason
	case gDead:
		status = "dead"
	}
	print("goroutine ", gp.goid, " [", status, "]:\n")
}

// tracebackothers prints all goroutines except me.
func tracebackothers(me *g) {
	for _, gp := range allgs {
		if gp != me && gp != gp.m.curg && gp.status != gDead {
			print("\n")
			goroutineheader(gp)
			traceback(gp.sched.pc, gp.sched.sp, gp)
		}
	}
}

// Stack writes the traceback of the current goroutine, and of all others if all is set, to buf.
func Stack(buf []byte, all bool) int {
	if len(buf) == 0 {
		return 0
	}
	pc := getcallerpc()
	sp := getcallersp()
	gp := getg()
	n := 0
	systemstack(func() {
		flushPrint()
		printTo = buf[0:0:len(buf)]
		printIsTo = true
		goroutineheader(gp)
		traceback(pc, sp, gp)
		if all {
			tracebackothers(gp)
		}
		n = len(printTo)
		printTo = nil
		printIsTo = false
	})
	return n
}

// Caller says where the function is that called its caller (skip 0: the caller itself).
func Caller(skip int) (pc uintptr, file string, line int, ok bool) {
	callerpc := getcallerpc()
	callersp := getcallersp()
	gp := getg()
	n := skip
	// On g0: this stack must not move while it is walked.
	systemstack(func() {
		walkFrames(callerpc, callersp, gp, func(f *stkframe) bool {
			return logical(f, func(name, f1 string, l1 int32, inlined bool) bool {
				if n == 0 {
					pc, file, line, ok = f.pc, f1, int(l1), true
					return false
				}
				n--
				return true
			})
		})
	})
	return
}

// Callers fills pcs with the return addresses of the frames above; skip 0 is Callers itself, 1 its
// caller. A frame with expanded calls counts once for each.
func Callers(skip int, pcs []uintptr) int {
	callerpc := getcallerpc()
	callersp := getcallersp()
	gp := getg()
	n := 0
	skip-- // Callers itself is not walked
	if skip < 0 {
		skip = 0
		if len(pcs) > 0 {
			pcs[0] = funcPC(Callers) + 1
			n = 1
		}
	}
	systemstack(func() { // as in Caller
		walkFrames(callerpc, callersp, gp, func(f *stkframe) bool {
			if isTopFrame(f.fn) && f.pc == funcPC(goexit)+1 {
				if skip == 0 && n < len(pcs) {
					pcs[n] = f.pc
					n++
				}
				return false
			}
			taken := false
			logical(f, func(name, file string, line int32, inlined bool) bool {
				if skip > 0 {
					skip--
					return true
				}
				taken = true
				return false
			})
			if taken {
				if n == len(pcs) {
					return false
				}
				pcs[n] = f.pc
				n++
			}
			return true
		})
	})
	return n
}

// frameAt is a frame that stands at return address pc, for the look-ups of logical.
func frameAt(pc uintptr) stkframe {
	f := stkframe{fn: findfunc(pc), pc: pc}
	if f.fn.valid() {
		f.exact = pc == f.fn.start()
	}
	return f
}

// CallersFrames expands what Callers gave.
func CallersFrames(callers []uintptr) *Frames {
	return &Frames{callers: callers}
}

// Next is the next logical frame; more tells whether another one follows.
func (ci *Frames) Next() (frame Frame, more bool) {
	for len(ci.frames) == 0 && len(ci.callers) > 0 {
		f := frameAt(ci.callers[0])
		ci.callers = ci.callers[1:]
		if !f.fn.valid() {
			continue
		}
		entry := f.fn.start()
		ci.frames = ci.frameStore[:0]
		logical((*stkframe)(noescape(unsafe.Pointer(&f))), func(name, file string, line int32, inlined bool) bool {
			next := Frame{PC: f.callpc(), Function: name, File: file, Line: int(line), Entry: entry}
			if !inlined {
				next.Func = FuncForPC(entry)
			}
			ci.frames = append(ci.frames, next)
			return true
		})
	}
	if len(ci.frames) == 0 {
		return Frame{}, false
	}
	frame = ci.frames[0]
	ci.frames = ci.frames[1:]
	return frame, len(ci.frames) > 0 || len(ci.callers) > 0
}

// FuncForPC is the function whose code contains pc; nil if there is none. A *Func is the entry address.
func FuncForPC(pc uintptr) *Func {
	f := findfunc(pc)
	if !f.valid() {
		return nil
	}
	return (*Func)(unsafe.Pointer(f.start()))
}

func (f *Func) info() funcInfo {
	return findfunc(uintptr(unsafe.Pointer(f)))
}

// Name is the function's name; empty for nil.
func (f *Func) Name() string {
	if f == nil {
		return ""
	}
	return funcname(f.info())
}

// Entry is the address of the function's code.
func (f *Func) Entry() uintptr {
	return uintptr(unsafe.Pointer(f))
}

// FileLine is the source position of pc.
func (f *Func) FileLine(pc uintptr) (file string, line int) {
	name, n := funcline(f.info(), pc)
	return name, int(n)
}

// Breakpoint stops a program that is being debugged.
func Breakpoint() {
	breakpoint()
}
