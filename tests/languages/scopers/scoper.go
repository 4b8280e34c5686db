// Prints the names that each Go file declares, by go/types: one file a line.
package main

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"sort"
	"strings"
)

func main() {
	set := token.NewFileSet()
	source := importer.ForCompiler(set, "source", nil)
	for _, path := range os.Args[2:] { // behind the -- that keeps `go run` from building them
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			fmt.Println("error:", err)
			continue
		}
		info := &types.Info{Defs: map[*ast.Ident]types.Object{}}
		config := types.Config{Importer: source, Error: func(error) {}}
		config.Check("main", set, []*ast.File{file}, info)
		found := map[string]bool{}
		for ident, object := range info.Defs {
			if _, isPackage := object.(*types.PkgName); !isPackage && ident != file.Name {
				found[ident.Name] = true
			}
		}
		names := []string{}
		for name := range found {
			names = append(names, name)
		}
		sort.Strings(names)
		fmt.Println(strings.Join(names, " "))
	}
}
