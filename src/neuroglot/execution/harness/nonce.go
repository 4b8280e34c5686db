// Package nonce is initialised before the program under test, which has to wait for packages that this one precedes.
package nonce

import "syscall"

var value [33]byte

func init() {
	if n, err := syscall.Read(0, value[:]); err != nil || n != len(value) {
		syscall.Exit(3)
	}
	if null, err := syscall.Open("/dev/null", syscall.O_RDONLY, 0); err == nil {
		syscall.Dup3(null, 0, 0)
	}
}

// Print says that the last test is over.
func Print() {
	line := append([]byte{'\n'}, value[:]...)
	syscall.Write(1, append(line, '\n'))
}
