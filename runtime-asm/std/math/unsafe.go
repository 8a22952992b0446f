package math

import "unsafe"

//line $GOROOT/src/math/unsafe.go:12
func Float32bits(f float32) uint32 { return *(*uint32)(unsafe.Pointer(&f)) }

//line $GOROOT/src/math/unsafe.go:18
func Float32frombits(b uint32) float32 { return *(*float32)(unsafe.Pointer(&b)) }

//line $GOROOT/src/math/unsafe.go:23
func Float64bits(f float64) uint64 { return *(*uint64)(unsafe.Pointer(&f)) }

//line $GOROOT/src/math/unsafe.go:29
func Float64frombits(b uint64) float64 { return *(*float64)(unsafe.Pointer(&b)) }

func init()
