// At the join after the inner if nothing uses SP: neither predecessor keeps it "in a register".
package main

type M struct{ a, b int32 }

func (m *M) Lock()
func (m *M) Unlock()

type W struct {
	mu M
	f  func()
	p  bool
}

func (m *W) Write() {
	defer m.mu.Unlock()
	if m.p {
		m.f()
		return
	}
	if m.mu.a == 0 {
		m.f()
	} else {
		m.mu.Lock() // amd64:"(*M).Lock(SB)"
	}
	m.p = true
}

func main() {}
