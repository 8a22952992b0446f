// Panics: recover where it counts and where not, nested and repeated panics, Goexit, wrappers, and the
// texts of a crash.
package main

import "runtime"

type value struct{ n int }

func (v value) Close()     { println("close", v.n, recover() != nil) }
func (v *value) PtrClose() { println("ptr close", v.n, recover() != nil) }

type closer interface{ Close() }

func nested() {
	defer func() {
		defer func() { println("inner", recover().(string)) }()
		panic("second")
	}()
	defer func() { println("middle", recover().(string)) }()
	panic("first")
}

func method() (text string) {
	defer func() {
		if e := recover(); e != nil {
			text = e.(string)
		}
	}()
	defer (&value{5}).PtrClose()
	panic("recovered by a method")
}

func wrapper() {
	var c closer = &value{7}
	defer c.Close()
	panic("recovered through a wrapper")
}

func again() {
	defer func() { println("outer", recover().(string)) }()
	defer func() { panic("re-" + recover().(string)) }()
	panic("panicked")
}

func replaced() (x int) {
	defer func() { x *= 2; recover() }()
	defer func() { x = 21; panic("two") }()
	panic("one")
}

func indirect() {
	defer func() { println("direct", recover() != nil) }()
	defer func() {
		func() { println("indirect", recover() == nil) }()
	}()
	panic(1)
}

func goexit() {
	done := make(chan bool)
	go func() {
		defer close(done)
		defer func() { println("goexit is no panic", recover() == nil) }()
		func() {
			defer println("inner frame")
			runtime.Goexit()
		}()
		println("not reached")
	}()
	<-done
}

func nilCall() {
	defer func() { println(recover().(error).Error()) }()
	var f func()
	f()
}

func main() {
	nested()
	println(method())
	wrapper()
	again()
	println(replaced())
	indirect()
	goexit()
	nilCall()
	var v *value
	defer func() {
		println(recover().(error).Error())
		var c closer = v
		c.Close()
	}()
	v.n = 1
}
