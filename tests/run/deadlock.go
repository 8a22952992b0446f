// All goroutines wait for each other.
package main

import "sync"

func main() {
	var mu sync.Mutex
	mu.Lock()
	c := make(chan int)
	go func() {
		mu.Lock()
		c <- 1
	}()
	println("waiting")
	<-c
}
