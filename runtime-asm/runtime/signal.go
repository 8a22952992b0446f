// signal.go: signals that become panics.
//
// Compiled code does not check pointers for nil where the hardware does: a load through nil faults, the
// kernel calls sigtramp (sys_linux_amd64.s), and sighandler edits the interrupted context so that the
// goroutine seems to have called sigpanic at the faulting instruction. sigpanic panics like any function.
// Fault addresses below 4096 are nil pointers with a field offset; for larger offsets the compiler
// tests the pointer itself. All other signals keep the kernel's default action.
package runtime

import "unsafe"

const (
	sigBUS  = 7
	sigFPE  = 8
	sigSEGV = 11
	sigPIPE = 13
	sigPROF = 27

	saSiginfo  = 0x4
	saOnstack  = 0x08000000
	saRestorer = 0x04000000
	saRestart  = 0x10000000
	saNodefer  = 0x40000000
)

// sigactiont is the kernel's struct sigaction.
type sigactiont struct {
	handler  uintptr
	flags    uint64
	restorer uintptr
	mask     uint64
}

// stackt is the kernel's stack_t.
type stackt struct {
	sp    uintptr
	flags int32
	pad   int32
	size  uintptr
}

// siginfo is the start of the kernel's siginfo_t.
type siginfo struct {
	signo int32
	errno int32
	code  int32
	pad   int32
	addr  uintptr
}

// ucontext is the kernel's ucontext_t up to the program counter.
type ucontext struct {
	flags uintptr
	link  uintptr
	stack stackt
	r8    uintptr
	r9    uintptr
	r10   uintptr
	r11   uintptr
	r12   uintptr
	r13   uintptr
	r14   uintptr
	r15   uintptr
	rdi   uintptr
	rsi   uintptr
	rbp   uintptr
	rbx   uintptr
	rdx   uintptr
	rax   uintptr
	rcx   uintptr
	rsp   uintptr
	rip   uintptr
}

const gsignalSize = 32 << 10

var (
	gsignal      g
	gsignalStack [gsignalSize]byte
)

// initsig installs the signal stack and the handlers.
func initsig() {
	lo := uintptr(unsafe.Pointer(&gsignalStack))
	gsignal.stack = stack{lo, lo + gsignalSize}
	gsignal.stackguard0 = lo + stackGuard
	gsignal.stackguard1 = lo + stackGuard
	gsignal.m = &m0
	m0.gsignal = &gsignal
	st := stackt{sp: lo, size: gsignalSize}
	rawsyscall(sysSigaltstack, uintptr(unsafe.Pointer(&st)), 0, 0, 0, 0, 0)

	sigpanicEntry = funcPC(sigpanic)
	setsig(sigSEGV, funcPC(sigtramp))
	setsig(sigBUS, funcPC(sigtramp))
	setsig(sigFPE, funcPC(sigtramp))
	setsig(sigPIPE, funcPC(sigtramp))
	setsig(sigPROF, funcPC(sigtramp))
}

func setsig(sig uint32, handler uintptr) {
	sa := sigactiont{
		handler:  handler,
		flags:    saSiginfo | saOnstack | saRestorer | saRestart | saNodefer,
		restorer: funcPC(sigreturn),
	}
	rawsyscall(sysRtSigaction, uintptr(sig), uintptr(unsafe.Pointer(&sa)), 0, 8, 0, 0)
}

// sighandler runs on the signal stack; gp is the goroutine that was interrupted.
func sighandler(sig uint32, info *siginfo, ctx *ucontext, gp *g) {
	switch sig {
	case sigPIPE:
		return // the write fails; package os decides
	case sigPROF:
		// The goroutine had its turn.
		if gp == m0.curg {
			gp.stackguard0 = stackPreempt
		}
		return
	}
	mp := gp.m
	gp.sig = sig
	gp.sigcode = uintptr(info.code)
	gp.sigaddr = info.addr
	gp.sigpc = ctx.rip
	if gp == mp.curg && mp.dying == 0 {
		if ctx.rip != 0 {
			ctx.rsp -= 8
			*(*uintptr)(unsafe.Pointer(ctx.rsp)) = ctx.rip
		}
		ctx.rip = funcPC(sigpanic)
		return
	}
	enterDying(gp)
	print("fatal error: unexpected signal during runtime execution\n")
	mp.throwing = 1
	die(gp, ctx.rip, ctx.rsp)
}

// sigpanic seems to be called by the instruction that faulted.
func sigpanic() {
	gp := getg()
	switch gp.sig {
	case sigSEGV:
		// Code 1: nothing mapped there, 2: access not allowed.
		if gp.sigcode <= 2 && gp.sigaddr < 0x1000 {
			panicmem()
		}
	case sigBUS:
		if gp.sigcode == 2 && gp.sigaddr < 0x1000 {
			panicmem()
		}
	case sigFPE:
		switch gp.sigcode {
		case 1:
			panicdivide()
		case 2:
			panicoverflow()
		}
		panicfloat()
	}
	print("unexpected fault address ")
	printhex(uint64(gp.sigaddr))
	print("\n")
	throw("fault")
}

// printsignal prints the line about the signal behind a panic.
func printsignal(gp *g) {
	print("[signal ")
	switch gp.sig {
	case sigSEGV:
		print("SIGSEGV: segmentation violation")
	case sigBUS:
		print("SIGBUS: bus error")
	case sigFPE:
		print("SIGFPE: floating-point exception")
	default:
		printhex(uint64(gp.sig))
	}
	print(" code=")
	printhex(uint64(gp.sigcode))
	print(" addr=")
	printhex(uint64(gp.sigaddr))
	print(" pc=")
	printhex(uint64(gp.sigpc))
	print("]\n")
}

// os_sigpipe ends the program as SIGPIPE would: a write to standard output or standard error found
// nobody at the other end.
//go:linkname os_sigpipe os.sigpipe
func os_sigpipe() {
	setsig(sigPIPE, 0)
	pid := rawsyscall(sysGetpid, 0, 0, 0, 0, 0, 0)
	rawsyscall(sysKill, pid, sigPIPE, 0, 0, 0, 0)
	exit(2)
}
