package race

import "unsafe"

//line $GOROOT/src/internal/race/norace.go:15
const Enabled = false

//line $GOROOT/src/internal/race/norace.go:17
func Acquire(addr unsafe.Pointer) {
}

//line $GOROOT/src/internal/race/norace.go:20
func Release(addr unsafe.Pointer) {
}

//line $GOROOT/src/internal/race/norace.go:23
func ReleaseMerge(addr unsafe.Pointer) {
}

//line $GOROOT/src/internal/race/norace.go:26
func Disable() {
}

//line $GOROOT/src/internal/race/norace.go:29
func Enable() {
}
