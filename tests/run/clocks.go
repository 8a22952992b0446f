// What the packages time, sync and runtime ask of the runtime: timers, semaphores, condition variables, callers.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"
)

func counters() {
	var wg sync.WaitGroup
	var mu sync.Mutex
	n := 0
	for i := 0; i < 100; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := 0; j < 100; j++ {
				mu.Lock()
				n++
				if j%10 == 0 {
					runtime.Gosched()
				}
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
	fmt.Println(n)
}

func timers() {
	start := time.Now()
	after := time.After(30 * time.Millisecond)
	tick := time.NewTicker(10 * time.Millisecond)
	ticks := 0
	for waiting := true; waiting; {
		select {
		case <-after:
			waiting = false
		case <-tick.C:
			ticks++
		}
	}
	tick.Stop()
	fmt.Println(ticks >= 1, time.Since(start) >= 30*time.Millisecond)
	late, early := time.NewTimer(40*time.Millisecond), time.NewTimer(20*time.Millisecond)
	first, second := <-early.C, <-late.C
	fmt.Println(first.Before(second))
	t := time.AfterFunc(time.Hour, func() { fmt.Println("not today") })
	fmt.Println(t.Stop(), t.Stop())
}

func condition() {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	var wg sync.WaitGroup
	waiting, total := 0, 5
	for i := 0; i < total; i++ {
		wg.Add(1)
		go func() {
			mu.Lock()
			waiting++
			cond.Wait()
			mu.Unlock()
			wg.Done()
		}()
	}
	for all := false; !all; time.Sleep(time.Millisecond) {
		mu.Lock()
		all = waiting == total
		mu.Unlock()
	}
	cond.Signal()
	cond.Broadcast()
	wg.Wait()
	fmt.Println("all woken")
}

func callers() {
	pc, file, line, ok := runtime.Caller(0)
	fmt.Println(runtime.FuncForPC(pc).Name(), file[strings.LastIndex(file, "/")+1:], line, ok)
	pcs := make([]uintptr, 10)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	for more := true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		fmt.Println(f.Function)
	}
	buf := make([]byte, 1000)
	text := string(buf[:runtime.Stack(buf, false)])
	fmt.Println(strings.Split(text, "\n")[:2])
}

func main() {
	counters()
	timers()
	condition()
	callers()
	defer fmt.Println("os.Exit runs no deferred calls")
	os.Exit(3)
}
