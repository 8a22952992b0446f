package io

type multiReader struct {
	readers []Reader
}

func (mr *multiReader) Read(p []byte) (n int, err error)

//line $GOROOT/src/io/multi.go:48
func MultiReader(readers ...Reader) Reader {
	r := make([]Reader, len(readers))
	copy(r, readers)
	return &multiReader{r}
}

type multiWriter struct {
	writers []Writer
}

func (t *multiWriter) Write(p []byte) (n int, err error)

func (t *multiWriter) WriteString(s string) (n int, err error)

//go9:esc writers=content
func MultiWriter(writers ...Writer) Writer
