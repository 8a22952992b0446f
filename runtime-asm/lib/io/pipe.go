// pipe.go: an in-memory pipe. A writer offers its bytes on one channel and is told on the other how
// many of them a reader took; closing either end closes done.

package io

// Store keeps the first error.
func (a *onceError) Store(err error) {
	a.Lock()
	defer a.Unlock()
	if a.err == nil {
		a.err = err
	}
}

func (a *onceError) Load() error {
	a.Lock()
	defer a.Unlock()
	return a.err
}

func (p *pipe) closed() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

func (p *pipe) Read(b []byte) (n int, err error) {
	if p.closed() {
		return 0, p.readCloseError()
	}
	select {
	case from := <-p.wrCh:
		n = copy(b, from)
		p.rdCh <- n
		return n, nil
	case <-p.done:
		return 0, p.readCloseError()
	}
}

func (p *pipe) readCloseError() error {
	own := p.rerr.Load()
	if other := p.werr.Load(); own == nil && other != nil {
		return other
	}
	return ErrClosedPipe
}

func (p *pipe) CloseRead(err error) error {
	if err == nil {
		err = ErrClosedPipe
	}
	p.rerr.Store(err)
	p.once.Do(func() { close(p.done) })
	return nil
}

func (p *pipe) Write(b []byte) (n int, err error) {
	if p.closed() {
		return 0, p.writeCloseError()
	}
	p.wrMu.Lock()
	defer p.wrMu.Unlock()
	// An empty write is offered once, too.
	for first := true; first || len(b) > 0; first = false {
		select {
		case p.wrCh <- b:
			took := <-p.rdCh
			b = b[took:]
			n += took
		case <-p.done:
			return n, p.writeCloseError()
		}
	}
	return n, nil
}

func (p *pipe) writeCloseError() error {
	own := p.werr.Load()
	if other := p.rerr.Load(); own == nil && other != nil {
		return other
	}
	return ErrClosedPipe
}

func (p *pipe) CloseWrite(err error) error {
	if err == nil {
		err = EOF
	}
	p.werr.Store(err)
	p.once.Do(func() { close(p.done) })
	return nil
}
