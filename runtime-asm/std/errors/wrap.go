package errors

//line $GOROOT/src/errors/wrap.go:14
func Unwrap(err error) error {
	u, ok := err.(interface {
		Unwrap() error
	})
	if !ok {
		return nil
	}
	return u.Unwrap()
}

func Is(err, target error) bool

func As(err error, target interface{}) bool
