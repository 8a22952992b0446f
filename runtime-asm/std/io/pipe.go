package io

import (
	"errors"
	"sync"
)

type onceError struct {
	sync.Mutex
	err error
}

func (a *onceError) Store(err error)

func (a *onceError) Load() error

var ErrClosedPipe = errors.New("io: read/write on closed pipe")

type pipe struct {
	wrMu sync.Mutex
	wrCh chan []byte
	rdCh chan int

	once sync.Once
	done chan struct{}
	rerr onceError
	werr onceError
}

//go9:esc p=heap b=none
func (p *pipe) Read(b []byte) (n int, err error)

//go9:esc p=heap err=heap
func (p *pipe) CloseRead(err error) error

//go9:esc p=heap b=heap
func (p *pipe) Write(b []byte) (n int, err error)

//go9:esc p=heap err=heap
func (p *pipe) CloseWrite(err error) error

type PipeReader struct {
	p *pipe
}

//line $GOROOT/src/io/pipe.go:126
func (r *PipeReader) Read(data []byte) (n int, err error) {
	return r.p.Read(data)
}

//line $GOROOT/src/io/pipe.go:132
func (r *PipeReader) Close() error {
	return r.CloseWithError(nil)
}

//line $GOROOT/src/io/pipe.go:138
func (r *PipeReader) CloseWithError(err error) error {
	return r.p.CloseRead(err)
}

type PipeWriter struct {
	p *pipe
}

//line $GOROOT/src/io/pipe.go:152
func (w *PipeWriter) Write(data []byte) (n int, err error) {
	return w.p.Write(data)
}

//line $GOROOT/src/io/pipe.go:158
func (w *PipeWriter) Close() error {
	return w.CloseWithError(nil)
}

//line $GOROOT/src/io/pipe.go:167
func (w *PipeWriter) CloseWithError(err error) error {
	return w.p.CloseWrite(err)
}

//line $GOROOT/src/io/pipe.go:186
func Pipe() (*PipeReader, *PipeWriter) {
	p := &pipe{
		wrCh: make(chan []byte),
		rdCh: make(chan int),
		done: make(chan struct{}),
	}
	return &PipeReader{p}, &PipeWriter{p}
}
