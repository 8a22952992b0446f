// stubs.go: declarations of what assembly defines and of what the compiler expands in place.
package runtime

// getg is the current goroutine's record. The compiler replaces the call by a load from TLS.
func getg() *g

// getcallerpc is the return address of the calling function, getcallersp the address just above it:
// the caller's SP at the call. Both are expanded in place.
func getcallerpc() uintptr
func getcallersp() uintptr

// gogo continues the goroutine that buf describes (switch_amd64.s).
func gogo(buf *gobuf)

// mcall stops the current goroutine and calls fn with it on g0's stack. fn must not return.
//go:noescape
func mcall(fn func(*g))

// systemstack calls fn on g0's stack, which does not move and is large.
//go:noescape
func systemstack(fn func())

func morestack()
func morestack_noctxt()
func goexit()
func return0()
func procyield(cycles uint32)
func breakpoint()

// jmpdefer and calldefer run deferred calls (defer_amd64.s).
func jmpdefer(fn *funcval, argp uintptr)
func calldefer()

// rawsyscall makes a system call; errors are small negative results (sys_linux_amd64.s).
func rawsyscall(trap, a1, a2, a3, a4, a5, a6 uintptr) uintptr

func sigtramp()
func sigreturn()

func mainInittask() *initTask
func mainMain()
