"""Hostile programs in Go."""


def _main(body: str, *packages: str) -> str:
    imports = "".join(f'\t"{name}"\n' for name in packages)
    return f"package main\n\nimport (\n{imports})\n\n{body}"


PROGRAMS = {
    "fork bomb": _main(
        """
func main() {
	for i := 0; i < 200; i++ {
		if exec.Command("/usr/bin/sleep", "30").Start() != nil {
			return
		}
	}
	panic("it could have 200 children")
}
""",
        "os/exec",
    ),
    "memory on the heap": _main(
        """
var kept [][]byte

func main() {
	for i := 0; i < 128; i++ {
		kept = append(kept, make([]byte, 8<<20))
		for at := 0; at < 8<<20; at += 4096 {
			kept[i][at] = 1
		}
	}
	panic(fmt.Sprint("it could have a gibibyte", len(kept)))
}
""",
        "fmt",
    ),
    "memory in shared mappings": _main(
        """
func main() {
	area, err := syscall.Mmap(-1, 0, 1<<30, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED|syscall.MAP_ANON)
	if err != nil {
		panic(err)
	}
	for at := 0; at < 1<<30; at += 4096 {
		area[at] = 1
	}
	panic("it could have a gibibyte")
}
""",
        "syscall",
    ),
    "endless output": _main(
        """
func main() {
	for {
		fmt.Println("more")
	}
}
""",
        "fmt",
    ),
    "endless loop": _main(
        """
func main() {
	for {
	}
}
"""
    ),
    "endless sleep": _main(
        """
func main() {
	time.Sleep(30 * time.Second)
}
""",
        "time",
    ),
    "a child that outlives it": _main(
        """
func main() {
	command := exec.Command("/bin/sh", "-c", "sleep 30; : @MARKER@")
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := command.Start(); err != nil {
		panic(err)
	}
	time.Sleep(200 * time.Millisecond)
}
""",
        "os/exec",
        "syscall",
        "time",
    ),
    "deleting and overwriting files": _main(
        """
func refused(err error) {
	if err == nil {
		panic("it was possible")
	}
}

func main() {
	refused(os.Remove("@FILE@"))
	refused(os.Truncate("@FILE@", 0))
	for _, place := range []string{"/usr", "/box", "/support", "/etc", "/", "@PACKAGE@"} {
		refused(os.Mkdir(place+"/@MARKER@", 0o700))
	}
	for _, path := range []string{"/usr/bin/env", "/box/program", "@PACKAGE@/cli.py"} {
		_, err := os.OpenFile(path, os.O_WRONLY, 0)
		refused(err)
	}
}
""",
        "os",
    ),
    "reading secrets": _main(
        """
func main() {
	seen := strings.Join(os.Environ(), " ")
	for i := 0; i < 100; i++ {
		data, _ := os.ReadFile(fmt.Sprintf("/proc/%d/environ", i))
		seen += string(data)
	}
	if strings.Contains(seen, "@SECRET@") {
		panic("the secret")
	}
	for _, path := range []string{"@SECRETS@", "@HOME@", "/etc/passwd"} {
		if _, err := os.Stat(path); err == nil {
			panic(path)
		}
	}
}
""",
        "fmt",
        "os",
        "strings",
    ),
    "the network": _main(
        """
func main() {
	for _, network := range []string{"tcp", "udp"} {
		if _, err := net.Dial(network, "127.0.0.1:@PORT@"); err == nil {
			panic(network)
		}
	}
	if _, err := net.Listen("tcp", "127.0.0.1:0"); err == nil {
		panic("listening")
	}
}
""",
        "net",
    ),
    "killing others": _main(
        """
func main() {
	if os.Getpid() > 100 {
		panic("not in a sandbox")
	}
	for _, number := range []syscall.Signal{syscall.SIGKILL, syscall.SIGSTOP} {
		syscall.Kill(1, number)
		syscall.Kill(os.Getppid(), number)
		syscall.Kill(-1, number)
	}
	if syscall.Kill(@PID@, syscall.SIGKILL) == nil {
		panic("the other one")
	}
	time.Sleep(200 * time.Millisecond)
}
""",
        "os",
        "syscall",
        "time",
    ),
    "calls to the kernel": _main(
        """
func main() {
	for _, flags := range []uintptr{syscall.CLONE_NEWUSER, syscall.CLONE_NEWNS, syscall.CLONE_NEWPID} {
		if _, _, err := syscall.RawSyscall(syscall.SYS_UNSHARE, flags, 0, 0); err != syscall.EPERM {
			panic(err)
		}
	}
	command := exec.Command("/bin/true")
	command.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWUSER}
	if command.Run() == nil {
		panic("a new user namespace")
	}
	if err := syscall.Mount("none", "/tmp", "tmpfs", 0, ""); err != syscall.EPERM {
		panic(err)
	}
	if err := syscall.PtraceAttach(1); err != syscall.EPERM {
		panic(err)
	}
}
""",
        "os/exec",
        "syscall",
    ),
}
