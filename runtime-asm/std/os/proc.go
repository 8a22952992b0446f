package os

var Args []string

func Getuid() int

func Geteuid() int

func Getgid() int

func Getegid() int

func Getgroups() ([]int, error)

func Exit(code int)

func Getpid() int

func Getppid() int

func Getpagesize() int

func Executable() (string, error)
