// Goroutines: many of them, loops that never block, polling, order on one processor.
package main

import "runtime"

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

func busy() {
	done := false
	go func() { done = true }()
	for !done {
		fib(15)
	}
	println("busy loop over")
}

func polling() {
	c := make(chan int)
	go func() {
		for i := 0; i < 1000; i++ {
			c <- i
		}
		close(c)
	}()
	sum := 0
	for open := true; open; {
		select {
		case v, ok := <-c:
			sum += v
			open = ok
		default:
		}
	}
	println("polled", sum)
}

func many(n int) {
	start, out := make(chan bool), make(chan int, 16)
	for i := 0; i < n; i++ {
		go func(i int) {
			<-start
			out <- i
		}(i)
	}
	println(runtime.NumGoroutine())
	close(start)
	sum := 0
	for i := 0; i < n; i++ {
		sum += <-out
	}
	println(sum)
}

func nilChannels() {
	var never chan int
	ready := make(chan int, 1)
	ready <- 5
	select {
	case <-never:
	case never <- 1:
	case v := <-ready:
		println("ready", v)
	}
	select {
	case <-never:
	default:
		println("default")
	}
}

func main() {
	busy()
	polling()
	nilChannels()
	many(100000)
	go func() {
		defer println("the other goroutine ends")
		for i := 0; i < 3; i++ {
			runtime.Gosched()
		}
	}()
	runtime.Goexit()
}
