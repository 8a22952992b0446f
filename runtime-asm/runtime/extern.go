// extern.go: the runtime's exported functions, and what os and syscall ask of it.
package runtime

import _ "unsafe" // for go:linkname

// NumGoroutine counts the goroutines that have not ended.
func NumGoroutine() int {
	return int(sched.live)
}

// GOMAXPROCS: goroutines take turns on one thread.
func GOMAXPROCS(n int) int {
	return 1
}

func NumCPU() int {
	return 1
}

func NumCgoCall() int64 {
	return 0
}

// Version names the language's release.
func Version() string {
	return "go1.13"
}

func GOROOT() string {
	if s := gogetenv("GOROOT"); s != "" {
		return s
	}
	return "/usr/local/go"
}

// LockOSThread and UnlockOSThread have nothing to do: there is one thread.
func LockOSThread() {}

func UnlockOSThread() {}

// KeepAlive marks x as used; the compiler replaces calls.
//go:noinline
func KeepAlive(x interface{}) {}

//go:linkname os_runtime_args os.runtime_args
func os_runtime_args() []string {
	return append([]string{}, argslice...)
}

//go:linkname os_beforeExit os.runtime_beforeExit
func os_beforeExit() {}

//go:linkname syscall_runtime_envs syscall.runtime_envs
func syscall_runtime_envs() []string {
	return append([]string{}, envs...)
}

//go:linkname syscall_Exit syscall.Exit
func syscall_Exit(code int) {
	exit(int32(code))
}
