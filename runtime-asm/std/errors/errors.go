package errors

//line $GOROOT/src/errors/errors.go:58
func New(text string) error {
	return &errorString{text}
}

type errorString struct {
	s string
}

//line $GOROOT/src/errors/errors.go:67
func (e *errorString) Error() string {
	return e.s
}

func init()
